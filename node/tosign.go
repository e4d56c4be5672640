package node

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"entente/access"
	"entente/channel"
	"entente/record"
	"entente/store"
)

// Unsigned is something of ours that waits for a mandate holder's signature: one
// entry, or a list with those that it names.
type Unsigned struct {
	Channel record.ChannelID
	Origin  string
	Index   int64
	Verb    access.Verb
	Since   time.Time
	Entries []store.Waiting // what takes effect, in the order of the ledger
	Signed  []string        // holders who have signed, where two must
}

// ErrNothingToSign says that nothing waits for a signature there.
var ErrNothingToSign = errors.New("nothing waits for a signature")

// mostToSign bounds how many entries are looked at for one page or request.
const mostToSign = 1_000

// ToSign lists what of ours waits for a signature, the oldest first; what the
// reader of tx may not see is not in it.
func (n *Node) ToSign(tx *store.Tx) ([]Unsigned, error) {
	failed := func(err error) ([]Unsigned, error) {
		return nil, fmt.Errorf("node: what waits for a signature: %w", err)
	}
	waiting, err := tx.Waiting(n.self, 0, mostToSign)
	if err != nil {
		return failed(err)
	}
	var all []Unsigned
	lists := map[string]int{} // position of a list in all
	for _, w := range waiting {
		list, err := tx.ListOf(w.Origin, w.Index)
		if err != nil {
			return failed(err)
		}
		item := Unsigned{Channel: w.Channel, Origin: w.Origin, Index: w.Index, Verb: access.Verb(w.Verb), Since: w.At}
		if list >= 0 {
			item.Index = list
			place := fmt.Sprint(w.Origin, " ", list)
			if at, known := lists[place]; known {
				all[at].Entries = append(all[at].Entries, w)
				continue
			}
			lists[place] = len(all)
		}
		item.Entries = []store.Waiting{w}
		if item.Signed, err = n.signedBy(tx, item); err != nil {
			return failed(err)
		}
		all = append(all, item)
	}
	return all, nil
}

func (n *Node) signedBy(tx *store.Tx, item Unsigned) (holders []string, err error) {
	acts, err := tx.ActsOver(item.Origin, item.Index)
	for _, a := range acts {
		if a.Reason == "" && a.Verb == string(item.Verb) {
			holders = append(holders, a.Holder)
		}
	}
	return holders, err
}

// ForSigning is where entries go that leave in a request for signatures.
const ForSigning = "signing request"

// A SigningRequest is the file for a holder, and which entries leave with it.
type SigningRequest struct {
	File    []byte
	Entries []store.Departed
}

// AskToSign writes a request for all that waits in one channel, as far as the
// reader of tx may see it.
func (n *Node) AskToSign(tx *store.Tx, in record.ChannelID) (SigningRequest, error) {
	failed := func(err error) (SigningRequest, error) {
		return SigningRequest{}, fmt.Errorf("node: ask for signatures in channel %s: %w", in, err)
	}
	waiting, err := n.ToSign(tx)
	if err != nil {
		return failed(err)
	}
	waiting = slices.DeleteFunc(waiting, func(u Unsigned) bool { return u.Channel != in })
	if len(waiting) == 0 {
		return failed(ErrNothingToSign)
	}
	request, err := n.requestIn(tx, in)
	if err != nil {
		return failed(err)
	}
	var made SigningRequest
	for _, u := range waiting {
		if u.Origin != request.Origin {
			continue // of an epoch that is over
		}
		asked, err := asked(tx, u)
		if errors.Is(err, store.ErrNotFound) {
			continue // the reader may not see all that one signature would be under
		}
		if err != nil {
			return failed(err)
		}
		request.Asked = append(request.Asked, asked)
		for _, entry := range u.Entries {
			made.Entries = append(made.Entries, store.Departed{Origin: entry.Origin, Index: entry.Index, Part: store.WholeEntry})
		}
	}
	if len(request.Asked) == 0 {
		return failed(ErrNothingToSign)
	}
	if made.File, err = request.Encode(); err != nil {
		return failed(err)
	}
	return made, nil
}

// requestIn is a request that asks for nothing yet.
func (n *Node) requestIn(tx *store.Tx, in record.ChannelID) (r channel.Request, err error) {
	place, err := placeIn(tx, in)
	if err != nil {
		return r, err
	}
	charter, err := tx.Charter(in, place.channel.Epoch)
	if err != nil {
		return r, err
	}
	r.Charter, r.Partner, r.Origin = charter.Envelope, n.self, place.own.Origin
	for _, m := range place.charter.Members {
		chain, err := tx.Manifests(m.Partner)
		if err != nil {
			return r, err
		}
		for i, envelope := range chain {
			if i == len(chain)-1 || envelope.HashText() == m.Manifest {
				r.Manifests = append(r.Manifests, envelope)
			}
		}
	}
	mandates, err := n.Mandates(tx)
	for _, m := range mandates {
		if m.Partner == n.self && m.State == MandateHolds {
			r.Mandates = append(r.Mandates, m.Envelope)
		}
	}
	return r, err
}

// asked copies the entries that a signature is about, whole.
func asked(tx *store.Tx, u Unsigned) (channel.Asked, error) {
	entry, err := tx.Entry(u.Origin, u.Index)
	if err != nil {
		return channel.Asked{}, err
	}
	a := channel.Asked{Act: u.Verb, Entry: record.AppendEntry(nil, entry)}
	header, err := record.DecodeHeader(entry.Part(record.HeaderPart).Content)
	if err != nil || header.Kind != channel.KindList {
		return a, err
	}
	body, _ := entry.Content(record.BodyPart)
	list, err := channel.DecodeList(body)
	if err != nil {
		return channel.Asked{}, err
	}
	for _, listed := range list.Leaves {
		entry, err := tx.Entry(u.Origin, listed.Index)
		if err != nil {
			return channel.Asked{}, err
		}
		a.Listed = append(a.Listed, record.AppendEntry(nil, entry))
	}
	return a, nil
}

// TakeAnswer writes the signatures of an answer that somebody hands in. Whose
// they are the mandate says; who carried them does not matter.
func (n *Node) TakeAnswer(ctx context.Context, author Author, file []byte) ([]Written, error) {
	answer, err := channel.DecodeAnswer(file)
	if err != nil {
		return nil, fmt.Errorf("node: take signatures: %w", err)
	}
	return n.TakeActs(ctx, author, answer.Origin, answer.Entries()...)
}
