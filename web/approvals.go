package web

import (
	"context"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"

	"entente/access"
	"entente/feature"
	"entente/label"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// approvalsPath lists what waits for a second person.
const approvalsPath = "/approvals"

func (s *site) approvalRoutes(mux *routes) {
	mux.Handle("GET "+approvalsPath, s.page(s.approvals))
	mux.Strictly("POST "+approvalsPath+"/{deed}/{hash}/approve", s.act(s.approve))
	mux.Handle("POST "+approvalsPath+"/{deed}/{hash}/take-back", s.act(s.takeBack))
}

// approvalAddress is where a proposal stands on the page.
func approvalAddress(p store.Proposal) string { return approvalsPath + "#" + approvalID(p) }

func approvalID(p store.Proposal) string { return "p" + hex.EncodeToString(p.Hash[:8]) }

// approvals shows what waits for a second person, exactly as it will be done.
func (s *site) approvals(in *opening) (ui.Page, error) {
	r := reader{in.Reader}
	all, err := in.Tx.Proposals()
	if err != nil {
		return ui.Page{}, err
	}
	view := approvalsView{Words: r.say("A label policy demands two persons for these. The second is another human, not a deputy of the first, and approves within a day; whatever changes meanwhile voids it.")}
	page := ui.Page{Title: ui.Plain(r.say("Waits for a second person"))}
	for _, p := range all {
		if in.Now.Sub(p.Proposed) >= access.ApprovalLife {
			continue
		}
		shown, labels, err := s.approvalView(in, p)
		if isNotFound(err) || errors.Is(err, access.ErrChanged) {
			continue // the reader may not read it, or it cannot be done any more
		}
		if err != nil {
			return ui.Page{}, err
		}
		view.Waiting = append(view.Waiting, shown)
		page.Labels = append(page.Labels, labels...)
	}
	if len(view.Waiting) == 0 {
		view.Empty = ui.Empty{Sentence: r.say("Nothing waits for a second person."), Why: r.say("What you lower or release under such a policy is proposed here when you save it.")}
	}
	page.Main = view.show()
	return page, nil
}

// approvalView is one proposal: what it is about, what would be written or
// released, who proposed it, and what this reader can do.
func (s *site) approvalView(in *opening, p store.Proposal) (v approvalView, labels [][]byte, err error) {
	channel, err := in.Tx.Channel(p.Channel)
	if err != nil {
		return v, nil, err
	}
	there, err := s.facing(in, channel)
	if err != nil {
		return v, nil, err
	}
	scene := s.scene(there)
	about, err := in.Tx.Record(p.Channel, p.Record)
	if err != nil {
		return v, nil, err
	}
	first, err := in.Tx.Account(p.Account)
	if err != nil {
		return v, nil, err
	}
	v = approvalView{ID: approvalID(p), Title: ui.Link{Words: scene.titleOf(about), Href: scene.page(p.Record)}, Kind: scene.kindName(p.Kind)}
	labels = [][]byte{about.Label, p.Label}
	var more [][]byte
	if p.Deed == string(label.Release) {
		more, err = s.releaseProposed(there, p, &v)
	} else {
		more, err = s.draftProposed(there, scene, p, &v)
	}
	if err != nil {
		return v, nil, err
	}
	v.Facts = append(v.Facts,
		ui.Pair{Term: scene.say("Proposed by"), Value: ui.Words(first.Name + ", " + p.Office)},
		ui.Pair{Term: scene.say("Lapses"), Value: ui.Words(scene.moment(p.Proposed.Add(access.ApprovalLife)))})
	v.Act = approvalForm(scene.reader, p, p.Account == in.Person.Account)
	return v, append(labels, more...), nil
}

func approvalForm(r reader, p store.Proposal, own bool) ui.Form {
	address := approvalsPath + "/" + p.Deed + "/" + hex.EncodeToString(p.Hash[:])
	if own {
		return ui.Form{Action: address + "/take-back", Buttons: []ui.Button{{Words: r.say("Take it back")}}}
	}
	return ui.Form{
		Action: address + "/approve", Buttons: []ui.Button{{Words: r.say("Approve"), Look: ui.Primary}},
		Note: r.say("It is done at once, in the name of whoever proposed it."),
	}
}

// draftProposed shows the revision that a downgrade would write.
func (s *site) draftProposed(in *opening, scene scene, p store.Proposal, v *approvalView) ([][]byte, error) {
	draft, err := node.ProposedDraft(p)
	if err != nil {
		return nil, err
	}
	kind, known := s.Program.Kinds.Lookup(p.Kind)
	if !known {
		return nil, store.ErrNotFound
	}
	marked := func(raw []byte) string { return s.node.Policies.Marking(raw, string(scene.Language)).Text }
	v.Deed = scene.say("The marking is lowered")
	v.Facts = []ui.Pair{
		{Term: scene.say("Marked now"), Value: ui.Words(marked(p.Label))},
		{Term: scene.say("Marked then"), Value: ui.Words(marked(draft.Label))},
	}
	fields := fieldsOfBody(kind, draft.Body, draft.Personal)
	labels, err := scene.lookUp(in.Tx, fields)
	v.Summary, v.Text = scene.say("The text as it will be written"), scene.pairs(fields)
	return append(labels, draft.Label), err
}

// releaseProposed leads to the preview of exactly what would leave.
func (s *site) releaseProposed(in *opening, p store.Proposal, v *approvalView) (labels [][]byte, err error) {
	r := reader{in.Reader}
	selection, err := node.ProposedRelease(p)
	if err != nil {
		return nil, err
	}
	wide, err := in.Tx.Channel(selection.Wide)
	if err != nil {
		return nil, err
	}
	c := choice{IDs: selection.Records, Wide: selection.Wide, External: selection.KeepExternal, Personal: selection.KeepPersonal}
	for _, one := range selection.Labels {
		if l, err := s.node.Policies.Check(one); err == nil {
			c.Marking = l.Classification // one was chosen for all
		}
	}
	for _, id := range selection.Records {
		r, err := in.Tx.Record(selection.Narrow, id)
		if err != nil {
			return nil, err
		}
		labels = append(labels, r.Label)
	}
	v.Deed = r.say("Release")
	v.Facts = []ui.Pair{
		{Term: r.say("Channel"), Value: r.hear(wide.Name).Show()},
		{Term: r.say("Records"), Value: ui.Words(r.count(int64(len(selection.Records))))},
	}
	hidden := append(c.hidden(), ui.Hidden{Name: "marking", Value: c.Marking})
	if c.External {
		hidden = append(hidden, ui.Hidden{Name: "external", Value: "on"})
	}
	if c.Personal {
		hidden = append(hidden, ui.Hidden{Name: "personal", Value: "on"})
	}
	v.Look = &ui.Form{Action: "/release/preview", Hidden: hidden, Buttons: []ui.Button{{Words: r.say("Look at exactly what leaves")}}}
	return labels, nil
}

// proposalOf finds what an address names, among what the reader may read.
func proposalOf(in *opening) (store.Proposal, error) {
	raw, err := hex.DecodeString(in.Path("hash"))
	if err != nil || len(raw) != 32 {
		return store.Proposal{}, store.ErrNotFound
	}
	return in.Tx.Proposal(in.Path("deed"), [32]byte(raw))
}

func (s *site) approve(in *opening, _ url.Values) (feature.Deed, error) {
	p, err := proposalOf(in)
	if err != nil {
		return feature.Deed{}, err
	}
	second, done := in.Person.Account, recordPath(p.Channel, p.Record)
	return feature.Deed{
		Do: func(ctx context.Context, n *node.Node, _ node.Author) (string, error) {
			_, err := n.Approve(ctx, second, p.Deed, p.Hash)
			return done, err
		},
		Refused: func(later *feature.Reading, err error) (ui.Page, error) {
			sentence := approvalRefused(reader{later.Reader}, err)
			if sentence == "" {
				return ui.Page{}, err
			}
			return ui.Page{
				Title: ui.Plain(later.Say("Not approved")), Main: ui.Notice{Tone: ui.Bad, Sentence: sentence, Announced: true}.Show(),
				Trail: []ui.Link{ui.To(approvalsPath, later.Say("Waits for a second person"))}, Labels: [][]byte{p.Label}, Status: http.StatusConflict,
			}, nil
		},
	}, nil
}

// approvalRefused says why an approval was not taken.
func approvalRefused(r reader, err error) string {
	switch {
	case errors.Is(err, access.ErrSamePerson):
		return r.say("You proposed it yourself: a second human has to approve it.")
	case errors.Is(err, access.ErrDeputy):
		return r.say("One of you two is the deputy of the other: somebody else has to approve it.")
	case errors.Is(err, access.ErrTooLate), errors.Is(err, store.ErrNotFound):
		return r.say("It has lapsed or was taken back: it has to be proposed again.")
	case errors.Is(err, node.ErrStale), errors.Is(err, access.ErrChanged), errors.Is(err, node.ErrSecondPerson):
		return r.say("What it is about has changed since it was proposed. Nothing was done: it has to be proposed again.")
	}
	sentence, known := refusalOf(err)
	if !known {
		return ""
	}
	return r.Words.Sentence(r.Language, sentence)
}

func (s *site) takeBack(in *opening, _ url.Values) (feature.Deed, error) {
	p, err := proposalOf(in)
	if err != nil {
		return feature.Deed{}, err
	}
	account := in.Person.Account
	return feature.Deed{Do: func(ctx context.Context, n *node.Node, _ node.Author) (string, error) {
		return approvalsPath, n.TakeBack(ctx, account, p.Deed, p.Hash)
	}}, nil
}

// proposeInstead keeps for a second person what one alone may not write.
func proposeInstead(ctx context.Context, n *node.Node, by node.Author, channel record.ChannelID, draft node.Draft) (string, error) {
	p, err := n.Propose(ctx, channel, by, draft)
	return approvalAddress(p), err
}
