package web

import (
	"context"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"entente/access"
	"entente/feature"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// An accountState is what the page of an account shows beside what is stored.
type accountState struct {
	Profile  profile
	Problems map[string]string // by the id of the field
	Kept     string            // what became of what was typed
	Secret   access.Secret     // of a token that was made just now
	Token    tokenWish
}

// A profile is what somebody may change of their account.
type profile struct{ Name, Language, Zone string }

// A tokenWish is the form for a new token.
type tokenWish struct{ Name, Scope, Office, Days string }

// account is the page of what concerns the reader alone.
func (s *site) account(in *opening) (ui.Page, error) { return s.accountPage(in, accountState{}) }

func (s *site) accountPage(in *opening, state accountState) (ui.Page, error) {
	r := reader{in.Reader}
	account, err := in.Tx.Account(in.Person.Account)
	if err != nil {
		return ui.Page{}, err
	}
	sessions, err := in.Tx.Sessions(account.ID)
	if err != nil {
		return ui.Page{}, err
	}
	tokens, err := in.Tx.Tokens(account.ID)
	if err != nil {
		return ui.Page{}, err
	}
	sessions = slices.DeleteFunc(sessions, func(one access.Session) bool { return !one.Valid(in.Now) })
	if state.Profile == (profile{}) {
		state.Profile = profile{account.Name, string(r.Language), account.Zone}
	}
	page := ui.Page{Title: ui.Plain(r.say("Your account")), Kind: account.Login}
	if len(state.Problems) > 0 {
		page.Status = http.StatusUnprocessableEntity
	}
	ways, err := s.waysOf(in, state)
	if err != nil {
		return ui.Page{}, err
	}
	sections, err := s.accountSections(in, &page)
	if err != nil {
		return ui.Page{}, err
	}
	page.Main = accountMain(accountView{
		Sections: sections,
		Summary:  state.summary(r), Secret: secretView(r, state),
		Profile: profileForm(r, state), Password: passwordForm(r, account, state, ways.HasFactor), Ways: ways, TokenForm: tokenForm(r, state),
		Words:    accountWords(r),
		Sessions: sessionsTable(r, sessions, enteredOf(in.Request).session), Others: othersForm(r, len(sessions)),
		Tokens: tokensTable(r, tokens, in.Now), HasTokens: len(tokens) > 0,
	})
	return page, nil
}

// accountSections are what features say of the reader.
func (s *site) accountSections(in *opening, page *ui.Page) (all []feature.Section, err error) {
	for _, say := range s.Program.Account {
		section, err := say(in.Reading)
		if err != nil {
			return nil, err
		}
		if section.Title != "" {
			all = append(all, section)
			page.Labels = append(page.Labels, section.Labels...)
		}
	}
	return all, nil
}

// changeProfile changes name, language and time zone.
func (s *site) changeProfile(in *opening, form url.Values) (feature.Deed, error) {
	r := reader{in.Reader}
	typed := profile{strings.TrimSpace(form.Get("name")), form.Get("language"), strings.TrimSpace(form.Get("zone"))}
	state := accountState{Profile: typed, Problems: map[string]string{}}
	account, err := in.Tx.Account(in.Person.Account)
	if err != nil {
		return feature.Deed{}, err
	}
	account.Name = typed.Name
	if account.Check() != nil {
		state.Problems["name"] = r.say("A name is one line of at most {n} characters.", "n", "200")
	}
	language, ok := known(typed.Language)
	if !ok {
		state.Problems["language"] = r.say("Choose one of the languages.")
	}
	if _, err := access.ZoneOf(typed.Zone); err != nil {
		state.Problems["zone"] = r.say("There is no time zone of this name. Write it as in Europe/Brussels, or UTC.")
	}
	if len(state.Problems) > 0 {
		page, err := s.accountPage(in, state)
		return feature.Deed{Page: &page}, err
	}
	return feature.Deed{Do: func(ctx context.Context, n *node.Node, by node.Author) (string, error) {
		return accountPath, n.ChangeAccount(ctx, by.Person, func(a *access.Account) error {
			a.Name, a.Language, a.Zone = typed.Name, language, typed.Zone
			return nil
		})
	}}, nil
}

// chooseLanguage keeps the language that was chosen at the head of a page.
func (s *site) chooseLanguage(in *opening, form url.Values) (feature.Deed, error) {
	language, ok := known(form.Get("language"))
	if !ok {
		return feature.Deed{}, store.ErrNotFound
	}
	return feature.Deed{Do: func(ctx context.Context, n *node.Node, by node.Author) (string, error) {
		return backTo(form), n.ChangeAccount(ctx, by.Person, func(a *access.Account) error {
			a.Language = language
			return nil
		})
	}}, nil
}

// chooseOffice changes for which of their offices somebody acts in this session.
func (s *site) chooseOffice(in *opening, form url.Values) (feature.Deed, error) {
	office, ok := held(in.Person, form.Get("office"))
	if !ok {
		return feature.Deed{}, store.ErrNotFound
	}
	session := enteredOf(in.Request).session
	return feature.Deed{Do: func(ctx context.Context, n *node.Node, _ node.Author) (string, error) {
		return backTo(form), n.ActFor(ctx, session, office.Code)
	}}, nil
}

// endSession ends one session of the reader's, or all but the one they are in.
func (s *site) endSession(in *opening, form url.Values) (feature.Deed, error) {
	own := enteredOf(in.Request).session
	sessions, err := in.Tx.Sessions(in.Person.Account)
	if err != nil {
		return feature.Deed{}, err
	}
	var ending [][32]byte
	for _, one := range sessions {
		if one.Hash != own && (form.Has("others") || named(one.Hash) == form.Get("session")) {
			ending = append(ending, one.Hash)
		}
	}
	return feature.Deed{Do: func(ctx context.Context, n *node.Node, _ node.Author) (string, error) {
		return accountPath + "#sessions", n.End(ctx, ending...)
	}}, nil
}

// endToken ends a token of the reader's.
func (s *site) endToken(in *opening, form url.Values) (feature.Deed, error) {
	tokens, err := in.Tx.Tokens(in.Person.Account)
	if err != nil {
		return feature.Deed{}, err
	}
	for _, one := range tokens {
		if named(one.Hash) == form.Get("token") {
			return feature.Deed{Do: func(ctx context.Context, n *node.Node, by node.Author) (string, error) {
				return accountPath + "#tokens", n.EndToken(ctx, by.Person, one.Hash)
			}}, nil
		}
	}
	return feature.Deed{}, store.ErrNotFound
}

// named is how a form names what is kept by a hash. It opens nothing.
func named(hash [32]byte) string { return hex.EncodeToString(hash[:16]) }

// changePassword takes the old password once more, ends every session, and
// begins a new one here.
func (s *site) changePassword(w http.ResponseWriter, q *http.Request) {
	form, err := readForm(w, q)
	if err != nil {
		s.answer(w, q, http.StatusBadRequest)
		return
	}
	r := s.readerOf(q)
	var account access.Account
	err = s.node.View(q.Context(), func(tx *store.Tx) (err error) {
		account, err = tx.Account(s.personOf(q).Account)
		return err
	})
	if err != nil {
		s.failed(w, q, err)
		return
	}
	if form.Get("password") != form.Get("password-again") {
		s.accountAgain(w, q, "password-again", r.say("The two are not the same."))
		return
	}
	try := s.attempt(q, account.Login, form)
	try.Password = form.Get("password-now")
	_, ways, err := s.node.Recognise(q.Context(), try)
	switch {
	case errors.Is(err, access.ErrRefused):
		s.accountAgain(w, q, "password-now", r.say("This is not your password."))
		return
	case err != nil:
		_, sentence := r.refusedEntry(err)
		s.accountAgain(w, q, "password-now", sentence)
		return
	}
	switch err = s.node.SetPassword(q.Context(), account.ID, form.Get("password")); {
	case errors.Is(err, access.ErrPassword):
		s.accountAgain(w, q, "password", r.say("Choose at least {n} characters that every keyboard can type; a few words are good.", "n", strconv.Itoa(access.MinPassword)))
		return
	case err == nil:
		err = s.begin(w, q, account, access.Proof{Ways: ways, At: s.node.Now()})
	}
	if err != nil {
		s.failed(w, q, err)
		return
	}
	http.Redirect(w, q, accountPath, http.StatusSeeOther)
}

// accountAgain shows the account with what is wrong. Passwords are typed again.
func (s *site) accountAgain(w http.ResponseWriter, q *http.Request, field, sentence string) {
	s.page(func(in *opening) (ui.Page, error) {
		return s.accountPage(in, accountState{Problems: map[string]string{field: sentence}})
	}).ServeHTTP(w, q)
}

// makeToken answers with the page itself, as the secret is shown once and kept
// nowhere.
func (s *site) makeToken(w http.ResponseWriter, q *http.Request) {
	form, err := readForm(w, q)
	if err != nil {
		s.answer(w, q, http.StatusBadRequest)
		return
	}
	s.forgetKept(q, takeKept(form)) // nothing of it can be lost from here on
	r, person := s.readerOf(q), s.personOf(q)
	wish := tokenWish{strings.TrimSpace(form.Get("name")), form.Get("scope"), form.Get("office"), form.Get("days")}
	office, _ := held(person, wish.Office) // one they do not hold is refused below
	days, _ := strconv.Atoi(wish.Days)     // none is refused below
	state := accountState{Token: wish}
	secret, err := s.node.NewToken(q.Context(), access.Token{
		Account: person.Account, Name: wish.Name, Office: office.Code, Scope: access.Scope(wish.Scope), Expires: s.node.Now().Add(time.Duration(min(days, 1000)) * 24 * time.Hour),
	})
	switch {
	case errors.Is(err, access.ErrToken):
		state.Problems = map[string]string{"token-name": r.say("Give it a name of one line, a scope, one of your offices and an end within a year. Twenty tokens are the most.")}
	case err != nil:
		s.failed(w, q, err)
		return
	default:
		state.Secret, state.Token = secret, tokenWish{}
	}
	s.page(func(in *opening) (ui.Page, error) { return s.accountPage(in, state) }).ServeHTTP(w, q)
}

// languagesOf are the languages to choose from.
func languagesOf(chosen string) []ui.Option {
	options := []ui.Option{
		{Value: string(record.English), Words: "English"}, {Value: string(record.French), Words: "Français"}, {Value: string(record.Korean), Words: "한국어"},
	}
	for i := range options {
		options[i].Chosen = options[i].Value == chosen
	}
	return options
}
