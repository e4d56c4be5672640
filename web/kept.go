package web

import (
	"context"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"entente/feature"
	"entente/node"
	"entente/store"
	"entente/ui"
)

// What is kept of forms whose sender's sign-in had run out: a text of some
// pages, a few of them, for a day.
const (
	maxKeptBytes = 1 << 20
	mostKept     = 5
	keptTime     = 24 * time.Hour
)

// keptField is the field by which a form that was kept is taken out when it is
// sent after all.
const keptField = "kept-form"

// keep keeps a form of somebody whose sign-in has run out, and returns the path
// to go on to after they signed in. A form of which nobody can say whose it is,
// or that holds a password or a file, is not kept.
func (s *site) keep(w http.ResponseWriter, q *http.Request) (next string) {
	author := s.authorOf(q)
	kind, _, _ := mime.ParseMediaType(q.Header.Get("Content-Type"))
	if author == "" || kind != "application/x-www-form-urlencoded" || neverKept(q.URL.Path) {
		return "/"
	}
	q.Body = http.MaxBytesReader(w, q.Body, maxKeptBytes)
	form, err := readForm(w, q)
	if err != nil {
		return "/"
	}
	_, err = s.keepForm(q, author, form, false)
	if err != nil {
		s.node.Log.Error("a form could not be kept", "err", err)
		return "/"
	}
	return keptPath
}

// neverKept are what is sent about the account itself.
func neverKept(path string) bool {
	return path == signInPath || strings.HasPrefix(path, stepUpPath) || strings.HasPrefix(path, signInPath+"/") || path == signOutPath || path == discardPath || strings.HasPrefix(path, accountPath+"/")
}

func (s *site) hasKept(ctx context.Context, account string) bool {
	var forms []store.KeptForm
	err := s.node.View(ctx, func(tx *store.Tx) (err error) {
		forms, err = tx.KeptForms(account, s.node.Now().Add(-keptTime))
		return err
	})
	return err == nil && len(forms) > 0
}

// keptForms shows its author what was kept, to send it now or to discard it.
func (s *site) keptForms(in *opening) (ui.Page, error) {
	r := reader{in.Reader}
	forms, err := in.Tx.KeptForms(in.Person.Account, in.Now.Add(-keptTime))
	if err != nil {
		return ui.Page{}, err
	}
	own, err := in.Tx.Channel(in.Private)
	if err != nil {
		return ui.Page{}, err
	}
	// Nobody has marked it yet: what somebody typed is held as a draft of ours is.
	page := ui.Page{Title: ui.Plain(r.say("What you sent was kept")), Labels: [][]byte{own.DefaultLabel}}
	if len(forms) == 0 {
		page.Main = ui.Empty{
			Sentence: r.say("Nothing is kept for you."), Why: r.say("A form that is sent after a sign-in has run out is kept for a day, for its author alone."),
			Action: ui.To("/", r.say("Go on")),
		}.Show()
		return page, nil
	}
	var views []keptView
	for _, f := range forms {
		views = append(views, viewKept(r, f))
	}
	page.Main = keptPage(views)
	return page, nil
}

// keptView is one form that was kept.
type keptView struct {
	Title   string
	When    string
	Why     string
	Pairs   []ui.Pair
	Send    ui.Form
	Discard ui.Form
}

func viewKept(r reader, f store.KeptForm) keptView {
	at, _ := url.Parse(f.Address) // as it was written by keep; without one the path is empty
	v := keptView{
		Title:   r.say("Sent to {address}", "address", at.Path),
		When:    r.moment(f.Kept),
		Why:     r.say("Your sign-in had run out when you sent this. Nothing of it was written yet."),
		Send:    ui.Form{Action: f.Address, Hidden: []ui.Hidden{{Name: keptField, Value: f.ID}}, Buttons: []ui.Button{{Words: r.say("Send it now"), Look: ui.Primary}}},
		Discard: ui.Form{Action: discardPath, Hidden: []ui.Hidden{{Name: "form", Value: f.ID}}, Buttons: []ui.Button{{Words: r.say("Discard it")}}},
	}
	if f.Proof {
		v.Why = r.say("You did not go on to show that it is you, so this was not done. Nothing of it was written yet.")
	}
	names := make([]string, 0, len(f.Fields))
	for name := range f.Fields {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range f.Fields[name] {
			v.Send.Hidden = append(v.Send.Hidden, ui.Hidden{Name: name, Value: value})
			if value != "" {
				v.Pairs = append(v.Pairs, ui.Pair{Term: name, Value: ui.Lines(ui.Plain(value))})
			}
		}
	}
	return v
}

// takeKept takes out of a form which kept one it is; "" for one that was not kept.
func takeKept(form url.Values) (id string) {
	id = form.Get(keptField)
	form.Del(keptField)
	return id
}

// forgetKept forgets a form that was sent after all. Before its sender has an
// answer it is the only copy of what they typed.
func (s *site) forgetKept(q *http.Request, id string) {
	if id == "" {
		return
	}
	if err := s.node.DropForm(context.WithoutCancel(q.Context()), s.personOf(q).Account, id); err != nil {
		s.node.Log.Error("a form that was sent is still kept", "err", err)
	}
}

func (s *site) discardKept(in *opening, form url.Values) (feature.Deed, error) {
	account := in.Person.Account
	return feature.Deed{Do: func(ctx context.Context, n *node.Node, _ node.Author) (string, error) {
		return keptPath, n.DropForm(ctx, account, form.Get("form"))
	}}, nil
}
