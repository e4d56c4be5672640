package control

import (
	"context"
	"errors"
	"time"

	"entente/access"
	"entente/store"
)

// An Identity says which identity of a provider opens an account, or that none does.
type Identity struct {
	Login   string `json:"login"`
	Issuer  string `json:"issuer,omitempty"`
	Subject string `json:"subject,omitempty"`
}

// BindIdentity binds an identity of the organisation's provider to an account; one
// without a subject unbinds all.
func BindIdentity(ctx context.Context, o Operator, i Identity) error {
	_, err := ask[none](ctx, o, "account/oidc", i, Streams{})
	return err
}

func bindIdentity(ctx context.Context, on Session, i Identity, _ Streams) (none, error) {
	id, err := idOf(ctx, on, i.Login)
	if err != nil {
		return none{}, err
	}
	if i.Subject == "" {
		return none{}, on.Node.UnbindIdentities(ctx, id)
	}
	return none{}, on.Node.BindIdentity(ctx, access.Identity{Issuer: i.Issuer, Subject: i.Subject, Account: id})
}

// A SignedIn is one session of an account, as an operator sees it.
type SignedIn struct {
	Started time.Time `json:"started"`
	Seen    time.Time `json:"seen"`
	Browser string    `json:"browser,omitempty"`
	Ways    string    `json:"ways"`
}

// Asked are the sessions of an account.
type Asked struct {
	Login string `json:"login"`
	End   bool   `json:"end,omitzero"`
}

// SessionsOf lists the sessions of an account, and ends them if that is asked.
func SessionsOf(ctx context.Context, o Operator, a Asked) ([]SignedIn, error) {
	return ask[[]SignedIn](ctx, o, "account/sessions", a, Streams{})
}

func sessionsOf(ctx context.Context, on Session, a Asked, _ Streams) (all []SignedIn, err error) {
	id, err := idOf(ctx, on, a.Login)
	if err != nil {
		return nil, err
	}
	err = on.Node.View(ctx, func(tx *store.Tx) error {
		sessions, err := tx.Sessions(id)
		for _, s := range sessions {
			if s.Valid(on.Node.Now()) {
				all = append(all, SignedIn{s.Started, s.Seen, s.Browser, s.Ways.String()})
			}
		}
		return err
	})
	if err == nil && a.End {
		err = on.Node.EndOf(ctx, id)
	}
	return all, err
}

// ForgetFactor takes the second factor from an account whose holder has lost it, and
// ends its sessions.
func ForgetFactor(ctx context.Context, o Operator, login string) error {
	_, err := ask[none](ctx, o, "account/forget", Change{Login: login}, Streams{})
	return err
}

func forgetFactor(ctx context.Context, on Session, c Change, _ Streams) (none, error) {
	id, err := idOf(ctx, on, c.Login)
	if err != nil {
		return none{}, err
	}
	return none{}, errors.Join(on.Node.RemoveFactor(ctx, id), on.Node.EndOf(ctx, id))
}

// A Witness is somebody who shows at the terminal who they are.
type Witness struct {
	Login    string `json:"login"`
	Password string `json:"password"`
	Code     string `json:"code,omitempty"`
}

func (w Witness) attempt() access.Attempt {
	return access.Attempt{Login: w.Login, Password: w.Password, Code: w.Code}
}

// An Emergency is why two persons open sign-in by password.
type Emergency struct {
	First, Second Witness
	Reason        string `json:"reason"`
}

// OpenBreakGlass opens sign-in by password, and says until when.
func OpenBreakGlass(ctx context.Context, o Operator, e Emergency) (time.Time, error) {
	return ask[time.Time](ctx, o, "break-glass/open", e, Streams{})
}

func openBreakGlass(ctx context.Context, on Session, e Emergency, _ Streams) (time.Time, error) {
	opened, err := on.Node.OpenBreakGlass(ctx, e.First.attempt(), e.Second.attempt(), e.Reason)
	return opened.Ends, err
}

// EndBreakGlass closes sign-in by password.
func EndBreakGlass(ctx context.Context, o Operator) error {
	_, err := ask[none](ctx, o, "break-glass/end", none{}, Streams{})
	return err
}

func endBreakGlass(ctx context.Context, on Session, _ none, _ Streams) (none, error) {
	return none{}, on.Node.EndBreakGlass(ctx)
}
