package web

import (
	"context"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"entente/access"
	"entente/access/passkey"
	"entente/feature"
	"entente/node"
	"entente/store"
	"entente/ui"
)

// Where passkeys are made and shown.
const (
	passkeySignInPath = "/sign-in/passkey"
	stepUpPasskeyPath = "/step-up/passkey"
	passkeyPath       = "/account/passkey"
	passkeyEndPath    = "/account/passkey/remove"
)

// errPasskey says that a passkey opens nothing here.
var errPasskey = errors.New("web: a passkey that opens no account")

// A keyForm has the browser ask a device for a passkey, and sends what the device
// answers. Without a script it has no use and is not shown.
type keyForm struct {
	ui.Form
	Do      string // "create" or "get"
	Options string // as Web Authentication takes them, JSON
	Without string // what stands there where there is no script, or no passkey
}

// keyQuestion seals what a device is asked beside the question.
func (s *site) keyQuestion(f keyForm, w passkey.Waiting) (keyForm, error) {
	kept, err := s.sealed("passkey", w)
	f.Hidden = append(f.Hidden, ui.Hidden{Name: "waiting", Value: kept}, ui.Hidden{Name: "answer"})
	return f, err
}

// showKey asks for a passkey, whosever; a form of no options under a name where
// there can be none.
func (s *site) showKey(r reader, q *http.Request, action string, hidden []ui.Hidden) (keyForm, error) {
	f := keyForm{Do: "get", Form: ui.Form{
		Action: action, Hidden: hidden, Buttons: []ui.Button{{Words: r.say("Use a passkey")}},
	}, Without: r.say("A passkey needs a browser that runs the script of these pages.")}
	if !passkey.Possible(q.Host) {
		f.Without = r.say("Passkeys do not work under an address of digits: open this node under its name.")
		return f, nil
	}
	options, waiting, err := s.node.Passkeys().BeginAsking(q.Host, s.origin(q))
	if err != nil {
		return f, err
	}
	f.Options = options
	return s.keyQuestion(f, waiting)
}

// shownKey is whose passkey a form brings.
func (s *site) shownKey(q *http.Request, form url.Values) (account access.Account, err error) {
	var waiting passkey.Waiting
	if !s.unseal("passkey", form.Get("waiting"), &waiting) || waiting.Account != "" {
		return account, errPasskey
	}
	account, err = s.node.ShownPasskey(q.Context(), q.Host, s.origin(q), waiting, form.Get("answer"))
	if errors.Is(err, access.ErrRefused) || errors.Is(err, passkey.ErrHost) {
		err = errPasskey
	}
	return account, err
}

func (s *site) proofByKey() access.Proof {
	return access.Proof{Ways: access.Ways{access.ByPasskey}, At: s.node.Now()}
}

func (s *site) signInByPasskey(w http.ResponseWriter, q *http.Request) {
	q.Body = http.MaxBytesReader(w, q.Body, 4*maxSignIn)
	form, err := readForm(w, q)
	if err != nil {
		s.answer(w, q, http.StatusBadRequest)
		return
	}
	next := homeward(form.Get("next"))
	account, err := s.shownKey(q, form)
	if err == nil {
		err = s.admitted(w, q, account, s.proofByKey(), next)
	}
	if err != nil {
		s.refuseEntry(w, q, entrance{Next: next}, err)
	}
}

func (s *site) proveByPasskey(w http.ResponseWriter, q *http.Request) {
	form, err := readForm(w, q)
	if err != nil {
		s.answer(w, q, http.StatusBadRequest)
		return
	}
	p := provingOf(form)
	account, err := s.shownKey(q, form)
	if err == nil && account.ID != s.personOf(q).Account {
		err = errPasskey
	}
	if err == nil {
		err = s.proved(w, q, p, s.proofByKey())
	}
	if err != nil {
		s.askAgain(w, q, p, err)
	}
}

// passkeyPage is where somebody makes a passkey.
func (s *site) passkeyPage(in *opening) (ui.Page, error) { return s.passkeyPageWith(in, "", "") }

func (s *site) passkeyPageWith(in *opening, name, wrong string) (ui.Page, error) {
	r := reader{in.Reader}
	f := keyForm{Do: "create", Form: ui.Form{Action: passkeyPath, Buttons: []ui.Button{{Words: r.say("Make the passkey"), Look: ui.Primary}}}}
	f.Without = r.say("A passkey needs a browser that runs the script of these pages.")
	page := ui.Page{Title: ui.Plain(r.say("A new passkey")), Trail: []ui.Link{ui.To(accountPath, r.say("Your account"))}}
	var errs []string
	if wrong != "" {
		page.Status, errs = http.StatusUnprocessableEntity, []string{wrong}
	}
	input := ui.TextInput{Name: "name", Value: name}
	f.Parts = append(f.Parts, ui.Field{ID: "name", Label: r.say("Name"), Hint: r.say("by which you will know the device"), Errors: errs, Input: input}.Show())
	if !passkey.Possible(in.Request.Host) {
		f.Without = r.say("Passkeys do not work under an address of digits: open this node under its name.")
	} else {
		holder, err := s.node.HolderOf(in.Tx, in.Person.Account)
		if err != nil {
			return page, err
		}
		options, waiting, err := s.node.Passkeys().BeginMaking(in.Request.Host, s.origin(in.Request), holder)
		if err != nil {
			return page, err
		}
		f.Options = options
		if f, err = s.keyQuestion(f, waiting); err != nil {
			return page, err
		}
	}
	page.Main = passkeyMain(r.say("Your device or your security key keeps it, and uses it only after it has verified you: by finger, face or PIN. It never leaves there unless your device copies it to others of yours."), f)
	return page, nil
}

// makePasskey keeps a passkey that a device made.
func (s *site) makePasskey(w http.ResponseWriter, q *http.Request) {
	form, err := readForm(w, q)
	if err != nil {
		s.answer(w, q, http.StatusBadRequest)
		return
	}
	s.forgetKept(q, takeKept(form))
	r, name := s.readerOf(q), strings.TrimSpace(form.Get("name"))
	again := func(sentence string) {
		s.page(func(in *opening) (ui.Page, error) { return s.passkeyPageWith(in, name, sentence) }).ServeHTTP(w, q)
	}
	if (access.Account{Login: "x", Name: name, Offices: []access.Office{{Code: "x"}}}).Check() != nil {
		again(r.say("A name is one line of at most {n} characters.", "n", "200"))
		return
	}
	var waiting passkey.Waiting
	if !s.unseal("passkey", form.Get("waiting"), &waiting) {
		again(r.say("The device did not answer as it should, or too late. Try again."))
		return
	}
	var holder passkey.Holder
	err = s.node.View(q.Context(), func(tx *store.Tx) (err error) {
		holder, err = s.node.HolderOf(tx, s.personOf(q).Account)
		return err
	})
	var key passkey.Key
	if err == nil {
		key, err = s.node.Passkeys().Made(q.Host, s.origin(q), holder, waiting, form.Get("answer"))
	}
	if err == nil {
		err = s.node.AddPasskey(q.Context(), holder.Account, name, q.Host, key)
	}
	switch {
	case errors.Is(err, passkey.ErrPasskey), errors.Is(err, store.ErrExists):
		s.node.Log.Info("a passkey was not made", "account", holder.Account, "err", err)
		again(r.say("The device did not answer as it should, or too late. Try again."))
	case errors.Is(err, node.ErrPasskeys):
		again(r.say("Ten passkeys are the most. Remove one first."))
	case err != nil:
		s.failed(w, q, err)
	default:
		http.Redirect(w, q, accountPath+"#passkeys", http.StatusSeeOther)
	}
}

// removePasskey takes a passkey from the reader's account.
func (s *site) removePasskey(in *opening, form url.Values) (feature.Deed, error) {
	kept, err := in.Tx.Passkeys(in.Person.Account)
	if err != nil {
		return feature.Deed{}, err
	}
	for _, one := range kept {
		if hex.EncodeToString(one.ID) == form.Get("passkey") {
			return feature.Deed{Do: func(ctx context.Context, n *node.Node, by node.Author) (string, error) {
				return accountPath + "#passkeys", n.RemovePasskey(ctx, by.Person, one.ID)
			}}, nil
		}
	}
	return feature.Deed{}, store.ErrNotFound
}
