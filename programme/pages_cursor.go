package programme

import (
	"errors"
	"strings"

	"entente/feature"
	"entente/record"
	"entente/store"
)

// cursorOf reads where a page goes on from its address.
func cursorOf(in *feature.Reading) (store.Cursor, error) {
	text := in.Query.Get("after")
	if text == "" {
		return store.Cursor{}, nil
	}
	sort, id, _ := strings.Cut(text, "~")
	parsed, err := record.ParseID(id)
	if err != nil || len(sort) > 64 {
		return store.Cursor{}, store.ErrNotFound
	}
	return store.Cursor{Sort: sort, Channel: in.Channel.ID, ID: parsed}, nil
}

// cursorText is what cursorOf reads.
func cursorText(c store.Cursor) string { return c.Sort + "~" + c.ID.String() }

func isNotFound(err error) bool { return errors.Is(err, store.ErrNotFound) }
