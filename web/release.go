package web

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"

	"entente/channel"
	"entente/feature"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// mostAtOnce bounds one act of release from the pages: somebody has to read the
// preview of it.
const mostAtOnce = 1000

func (s *site) releaseRoutes(mux *routes) {
	mux.Handle("GET /records/{channel}/{id}/release", s.page(s.releaseOne))
	mux.Handle("POST /release/choose", s.act(s.releaseChosen))
	mux.Handle("POST /release/preview", s.act(s.releasePreview))
	mux.Strictly("POST /release", s.act(s.release))
	mux.Handle("GET /release/{id}", s.page(s.released))
}

// A choice is what the pages of a release hand on to each other. Nothing of it
// is stored, and all of it is looked up again each time.
type choice struct {
	IDs      []record.ID
	Wide     record.ChannelID // zero before it is chosen
	External bool
	Personal bool
	Marking  string // classification that a person chose for all; "" for those that follow
	Seen     map[record.ID]string
}

var errTooMany = errors.New("web: more records than one preview shows")

// readChoice takes only what a page of ours can send. Another's record or
// another channel's is found out when the ids are looked up.
func readChoice(form url.Values) (c choice, err error) {
	c = choice{External: form.Get("external") != "", Personal: form.Get("personal") != "", Marking: form.Get("marking"), Seen: map[record.ID]string{}}
	if len(form["id"]) > mostAtOnce {
		return c, errTooMany
	}
	for _, text := range form["id"] {
		id, err := record.ParseID(text)
		if err != nil {
			return c, store.ErrNotFound
		}
		if !slices.Contains(c.IDs, id) {
			c.IDs = append(c.IDs, id)
		}
	}
	if wide := form.Get("wide"); wide != "" && c.Wide.UnmarshalText([]byte(wide)) != nil {
		return c, store.ErrNotFound
	}
	for _, text := range form["seen"] {
		at, digest, _ := strings.Cut(text, "=")
		if id, err := record.ParseID(at); err == nil {
			c.Seen[id] = digest
		}
	}
	return c, nil
}

// hidden carries a choice to the next page.
func (c choice) hidden() []ui.Hidden {
	hidden := []ui.Hidden{{Name: "wide", Value: c.Wide.String()}}
	for _, id := range c.IDs {
		hidden = append(hidden, ui.Hidden{Name: "id", Value: id.String()})
	}
	return hidden
}

// selection is a choice as the node plans it.
func (c choice) selection(s *site, in *opening, wide wideChannel) (node.Selection, error) {
	selection := node.Selection{Narrow: in.Private, Wide: c.Wide, Records: c.IDs, KeepExternal: c.External, KeepPersonal: c.Personal}
	if c.Marking == "" {
		return selection, nil
	}
	selection.Labels = map[record.ID][]byte{}
	for _, id := range c.IDs {
		of, err := in.Tx.Record(in.Private, id)
		if err != nil {
			return selection, err
		}
		chosen, err := remarked(s.node.Policies, of.Label, wide.Charter.Ceiling, c.Marking, in.Now)
		if err != nil {
			return selection, store.ErrNotFound // no page of ours offers it
		}
		selection.Labels[id] = chosen
	}
	return selection, nil
}

// release does what was previewed, or shows what is different by now.
func (s *site) release(in *opening, form url.Values) (feature.Deed, error) {
	c, err := readChoice(form)
	if err != nil {
		return s.refusedChoice(in, err)
	}
	wide, err := s.wideChannel(in, c.Wide)
	if err != nil {
		return feature.Deed{}, err
	}
	selection, err := c.selection(s, in, wide)
	if err != nil {
		return feature.Deed{}, err
	}
	if err := s.mayRelease(in, c.IDs); err != nil {
		return feature.Deed{}, err
	}
	return feature.Deed{
		Do: func(ctx context.Context, n *node.Node, by node.Author) (string, error) {
			return releaseAsSeen(ctx, n, by, selection, c.Seen)
		},
		Refused: func(reading *feature.Reading, err error) (ui.Page, error) {
			if !errors.Is(err, errOtherwise) && !errors.Is(err, node.ErrStale) {
				return ui.Page{}, err
			}
			again := *in
			again.Reading = reading
			return s.preview(&again, c, true)
		},
	}, nil
}

// errOtherwise says that a release would do something else than was previewed.
var errOtherwise = errors.New("web: the release is no longer what was previewed")

// releaseAsSeen plans again and carries the plan out if it is the one that
// somebody saw. What changes between the two the node itself refuses.
func releaseAsSeen(ctx context.Context, n *node.Node, by node.Author, selection node.Selection, seen map[record.ID]string) (string, error) {
	plan, err := n.PlanRelease(ctx, selection)
	if err != nil {
		return "", err
	}
	now, err := plan.Seen()
	if err != nil {
		return "", err
	}
	if len(plan.Refused) > 0 || !sameAs(now, seen) {
		return "", errOtherwise
	}
	_, failed := n.Release(ctx, by, selection.Narrow, plan)
	if errors.Is(failed, node.ErrSecondPerson) {
		proposal, err := n.ProposeRelease(ctx, by, selection, plan)
		return approvalAddress(proposal), err
	}
	if failed != nil && !errors.Is(failed, node.ErrUnpublished) {
		return "", failed
	}
	to := "/records/" + selection.Narrow.String() + "/" + selection.Records[0].String()
	err = n.View(ctx, func(tx *store.Tx) error {
		for _, item := range plan.Items {
			if item.Action == channel.Unchanged {
				continue
			}
			acts, err := n.ReleasesOf(tx, selection.Narrow, item.Narrow)
			if err == nil && len(acts) > 0 {
				to = "/release/" + acts[len(acts)-1].Act.ID.String()
			}
			return err
		}
		return nil
	})
	return to, errors.Join(failed, err)
}

func sameAs(now, seen map[record.ID]string) bool {
	if len(now) != len(seen) {
		return false
	}
	for id, digest := range now {
		if seen[id] != digest {
			return false
		}
	}
	return true
}

// mayRelease answers ids that are not of the private channel like those of
// nothing.
func (s *site) mayRelease(in *opening, ids []record.ID) error {
	if len(ids) == 0 {
		return store.ErrNotFound
	}
	for _, id := range ids {
		if _, err := in.Tx.Record(in.Private, id); err != nil {
			return err
		}
	}
	return nil
}

// refusedChoice is the page of a choice that cannot be taken.
func (s *site) refusedChoice(in *opening, err error) (feature.Deed, error) {
	if !errors.Is(err, errTooMany) {
		return feature.Deed{}, err
	}
	r := reader{in.Reader}
	page := ui.Page{Title: ui.Plain(r.say("Release")), Main: ui.Notice{Tone: ui.Warn,
		Sentence: r.say("These are more records than one release takes: the limit is {n}.", "n", r.count(mostAtOnce)),
		Then:     r.say("Release them in several parts, the ones that others refer to first.")}.Show()}
	return feature.Deed{Page: &page}, nil
}
