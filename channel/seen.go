package channel

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/go-json-experiment/json"

	"entente/label"
	"entente/record"
)

// Seen says for each record of a plan what a person saw of it: all that the
// other members would have and all that stays behind. Two plans of which it is
// the same do the same, though each of them draws new ids.
func (p Plan) Seen() (map[record.ID]string, error) {
	var drawn []record.ID // pairs: as drawn, and what stands for it
	for _, i := range p.Items {
		if i.Action == Create {
			drawn = append(drawn, i.ID, i.Narrow)
		}
	}
	seen := make(map[record.ID]string, len(p.Items)+len(p.Refused))
	for _, i := range p.Items {
		digest, err := i.digest(p.Wide, drawn)
		if err != nil {
			return nil, fmt.Errorf("channel: what is seen of record %s: %w", i.Narrow, err)
		}
		seen[i.Narrow] = digest
	}
	for _, refused := range p.Refused {
		seen[refused.Narrow] = "refused"
	}
	return seen, nil
}

func (i Item) digest(wide record.ChannelID, drawn []record.ID) (string, error) {
	body := i.Body
	for at := 0; at < len(drawn); at += 2 {
		body = bytes.ReplaceAll(body, []byte(drawn[at].String()), []byte(drawn[at+1].String()))
	}
	as := i.ID
	if i.Action == Create {
		as = i.Narrow
	}
	// The times of a label are made anew with each plan and mean nothing here.
	parsed, err := label.Parse(i.Label)
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(struct {
		Wide     record.ChannelID
		As       record.ID
		Kind     string
		Action   Action
		Schema   int
		After    int
		Body     []byte
		Personal [][]byte
		Marked   label.Marked
		Removed  []Removal
	}{wide, as, i.Kind, i.Action, i.Schema, i.After, body, i.Personal, parsed.Marked, i.Removed}, json.Deterministic(true))
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:16]), err
}
