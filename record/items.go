package record

import "strings"

// joinItems and splitItems write a list into one cell: items separated by
// semicolons, with a backslash before a semicolon, a backslash, and a space at
// either end that belongs to the item.
func joinItems(items []string) string {
	escaped := make([]string, len(items))
	for i, item := range items {
		item = strings.NewReplacer(`\`, `\\`, `;`, `\;`).Replace(item)
		if strings.HasPrefix(item, " ") {
			item = `\` + item
		}
		if strings.HasSuffix(item, " ") && item != `\ ` {
			item = item[:len(item)-1] + `\ `
		}
		escaped[i] = item
	}
	return strings.Join(escaped, "; ")
}

func splitItems(text string) []string {
	var items []string
	var item []byte
	kept := 0 // bytes of item that trimming must not take
	end := func() {
		for len(item) > kept && item[len(item)-1] == ' ' {
			item = item[:len(item)-1]
		}
		if len(item) > 0 {
			items = append(items, string(item))
		}
		item, kept = nil, 0
	}
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && i+1 < len(text):
			i++
			item = append(item, text[i])
			kept = len(item)
		case c == ';':
			end()
		case c == ' ' && len(item) == 0:
		default:
			item = append(item, c)
		}
	}
	end()
	return items
}
