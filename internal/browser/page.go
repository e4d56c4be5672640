package browser

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// Go opens an address.
func (p *Tab) Go(address string) {
	p.t.Helper()
	p.do("open "+address, chromedp.Navigate(address))
}

// In is the part of the page under a heading or a legend with these words, or the
// row of a table or list that has them in it: what is done there is done to it alone.
func (p *Tab) In(words string) *Tab {
	part := *p
	w := literal(words)
	part.part += fmt.Sprintf(`//*[self::fieldset[legend[normalize-space(.)=%[1]s or .//text()[normalize-space(.)=%[1]s]]]
		or self::section[.//*[self::h2 or self::h3][normalize-space(.)=%[1]s or .//text()[normalize-space(.)=%[1]s]]]
		or self::tr[contains(normalize-space(.), %[1]s)] or self::li[contains(normalize-space(.), %[1]s)]]`, w)
	return &part
}

// Part is what has this id.
func (p *Tab) Part(id string) *Tab {
	part := *p
	part.part = fmt.Sprintf(`//*[@id=%s]`, literal(id))
	return &part
}

// Click follows the link or presses the button with these words.
func (p *Tab) Click(words string) {
	p.t.Helper()
	w := literal(words)
	p.do("click "+words, chromedp.Click(fmt.Sprintf(
		`(%[1]s//*[self::a or self::button or self::summary][normalize-space(.)=%[2]s or @aria-label=%[2]s or .//text()[normalize-space(.)=%[2]s]])[1]`, p.part, w), chromedp.NodeVisible))
}

// Follow clicks what leads to another page, and waits until that page is there.
// Without it a test might read the page that is being left.
func (p *Tab) Follow(words string) {
	p.t.Helper()
	p.leave()
	p.Click(words)
	p.arrive()
}

func (p *Tab) leave() {
	p.t.Helper()
	see(p, "mark the page that is left", chromedp.Evaluate[bool](`document.getElementById("main").dataset.left = "", true`))
}

func (p *Tab) arrive() {
	p.t.Helper()
	p.do("wait for the next page", chromedp.WaitReady(chromedp.CSS(`#main:not([data-left])`)))
}

// Fill types into the field with this label, in the place of what is there.
func (p *Tab) Fill(label, text string) {
	p.t.Helper()
	p.do("fill "+label, chromedp.Focus(p.labelled(label), chromedp.NodeVisible), chromedp.Func(func(ctx context.Context, to *chromedp.Target) error {
		_, err := cdp.Call(ctx, to, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeRawKeyDown, Commands: []string{"selectAll", "delete"}})
		if err == nil && text != "" {
			_, err = cdp.Call(ctx, to, input.InsertText, input.InsertTextParams{Text: text})
		}
		return err
	}))
}

// Enter sends the form that has the field with this label, as its key does, and
// waits for the page after it.
func (p *Tab) Enter(label string) {
	p.t.Helper()
	p.leave()
	p.do("send with "+label, chromedp.Focus(p.labelled(label), chromedp.NodeVisible), chromedp.KeyEvent("\r"))
	p.arrive()
}

// Value is what stands in the field with this label.
func (p *Tab) Value(label string) string {
	p.t.Helper()
	return see(p, "read "+label, chromedp.Value(p.labelled(label)))
}

// Choose takes an option of the list with this label, or ticks the button or
// box that has this label if option is empty.
func (p *Tab) Choose(label, option string) {
	p.t.Helper()
	if option == "" {
		p.do("choose "+label, chromedp.Click(p.labelled(label)))
		return
	}
	list := p.labelled(label)
	value := see(p, "find "+option, chromedp.AttributeValue(fmt.Sprintf(`(%s)[1]//option[normalize-space(.)=%s]`, list, literal(option)), "value"))
	p.do("choose "+option, chromedp.SetValue(list, value.Value))
}

// Attach puts a file into the field with this label.
func (p *Tab) Attach(label, path string) {
	p.t.Helper()
	p.do("attach "+path, chromedp.SetUploadFiles(p.labelled(label), []string{path}))
}

// Shows waits until words can be read on the page, or in this part of it.
func (p *Tab) Shows(words string) {
	p.t.Helper()
	p.do("wait for "+words, chromedp.WaitVisible(fmt.Sprintf(
		`%[1]s//*[contains(normalize-space(.), %[2]s)][not(*[contains(normalize-space(.), %[2]s)])]`, p.within(), literal(words))))
}

// Sees fails the test unless the page as it is now has these words on it.
func (p *Tab) Sees(words ...string) {
	p.t.Helper()
	text := p.Text()
	for _, w := range words {
		if !strings.Contains(text, w) {
			p.t.Errorf("%s does not show %q:\n%.3000s", p.Address(), w, text)
		}
	}
}

// SeesNo fails the test if the page, or what its browser was sent for it, has
// these words.
func (p *Tab) SeesNo(words ...string) {
	p.t.Helper()
	source := see(p, "read the source", chromedp.OuterHTML(chromedp.CSS("html")))
	for _, w := range words {
		if strings.Contains(source, w) {
			p.t.Errorf("%s shows %q", p.Address(), w)
		}
	}
}

// within is the path to what is looked at.
func (p *Tab) within() string {
	if p.part == "" {
		return "//body"
	}
	return p.part
}

// Text is all that can be read on the page, or in this part of it, now.
func (p *Tab) Text() string {
	p.t.Helper()
	return see(p, "read the page", chromedp.Text(p.within()))
}

// Focused is the id of what the keyboard acts on, empty for the page itself.
func (p *Tab) Focused() string {
	p.t.Helper()
	return see(p, "read the focus", chromedp.Evaluate[string](`document.activeElement.id`))
}

// Links are the words of all links in what is looked at.
func (p *Tab) Links() []string {
	p.t.Helper()
	var all []string
	for _, n := range see(p, "read the links", chromedp.Nodes(p.within()+"//a")) {
		all = append(all, see(p, "read a link", chromedp.Text(chromedp.NodeIDs{n.NodeID})))
	}
	return all
}

// Marked are the words that the page marks as found.
func (p *Tab) Marked() []string {
	p.t.Helper()
	return see(p, "read what is marked", chromedp.Evaluate[[]string](`[...document.querySelectorAll("mark")].map(found => found.textContent)`))
}

// Address is where the tab is.
func (p *Tab) Address() string {
	p.t.Helper()
	return see(p, "read the address", chromedp.Location())
}

// Back is the browser's own button.
func (p *Tab) Back() {
	p.t.Helper()
	p.do("go back", chromedp.NavigateBack())
}

// Wide is how far the page reaches beyond its window sideways, in pixels.
func (p *Tab) Wide() int {
	p.t.Helper()
	return see(p, "measure", chromedp.Evaluate[int](`document.documentElement.scrollWidth - document.documentElement.clientWidth`))
}

// Picture writes what the whole page looks like to a PNG file.
func (p *Tab) Picture(path string) {
	p.t.Helper()
	png := see(p, "take a picture", chromedp.FullScreenshot(100))
	if err := os.WriteFile(path, png, 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// Sheets writes what the page looks like on paper to a PDF file.
func (p *Tab) Sheets(path string) {
	p.t.Helper()
	pdf := see(p, "print", chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4), chromedp.PDFPreferCSSPageSize()))
	if err := os.WriteFile(path, pdf, 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// labelled finds the control with a label, which may say more beside its words.
func (p *Tab) labelled(words string) string {
	label := fmt.Sprintf(`label[normalize-space(.)=%[1]s or .//text()[normalize-space(.)=%[1]s]]`, literal(words))
	return fmt.Sprintf(`%[1]s//*[self::input or self::textarea or self::select][@id=//%[2]s/@for or ancestor::%[2]s or @aria-label=%[3]s]`, p.part, label, literal(words))
}

// literal is a text as XPath 1.0 writes it, which has no escapes.
func literal(text string) string {
	if !strings.Contains(text, `"`) {
		return `"` + text + `"`
	}
	return `concat("` + strings.ReplaceAll(text, `"`, `", '"', "`) + `")`
}
