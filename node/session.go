package node

import (
	"context"
	"errors"

	"entente/access"
	"entente/audit"
	"entente/store"
)

// Begin begins a session of somebody who has shown that the account is theirs,
// and forgets those that have run out.
func (n *Node) Begin(ctx context.Context, account access.Account, proof access.Proof) (access.Secret, error) {
	secret, err := access.NewSecret(n.Random, "")
	if err != nil {
		return "", err
	}
	now := n.Now()
	begun := n.By(account.Person(""), audit.SignIn)
	begun.Session = n.auditSession(secret.Hash())
	return secret, n.updateWitnessed(ctx, begun, func(tx *store.Tx) error {
		if _, err := n.usable(tx, account.ID); err != nil {
			return err
		}
		if err := tx.EndSessionsBefore(now.Add(-access.AbsoluteLimit), now.Add(-access.IdleLimit)); err != nil {
			return err
		}
		begun := access.Session{
			Hash: secret.Hash(), Account: account.ID, Office: account.Person("").Office.Code, Started: now, Seen: now,
			Ways: proof.Ways, Browser: proof.Browser,
		}
		strong, err := n.strong(tx, account, proof.Ways)
		if err != nil {
			return err
		}
		if strong {
			begun.Proved = proof.At
		}
		if err := tx.PutSession(begun); err != nil {
			return err
		}
		rights, err := n.sessionRights(tx, account.ID)
		if err != nil {
			return err
		}
		return tx.PutSessionRights(begun.Hash, rights)
	})
}

// SessionOf finds the session that a secret opens, and who acts in it.
// access.ErrRefused says that there is none, or none any more, and
// access.ErrRightsChanged that it ended just now.
func (n *Node) SessionOf(ctx context.Context, secret access.Secret) (s access.Session, p access.Person, err error) {
	now := n.Now()
	err = n.View(ctx, func(tx *store.Tx) error {
		s, err = tx.SessionOf(secret.Hash())
		if errors.Is(err, store.ErrNotFound) || err == nil && !s.Valid(now) {
			return access.ErrRefused
		}
		if err != nil {
			return err
		}
		a, err := n.usable(tx, s.Account)
		if err != nil {
			return err
		}
		p = a.Person(s.Office)
		if err := n.stillOpen(tx, s); err != nil {
			return err
		}
		return n.asBegun(tx, s)
	})
	if errors.Is(err, access.ErrRightsChanged) {
		return s, access.Person{}, errors.Join(err, n.End(ctx, s.Hash))
	}
	if err != nil || !s.Stale(now) {
		return s, p, err
	}
	return s, p, n.store.Update(ctx, func(tx *store.Tx) error { return tx.TouchSession(s.Hash, now) })
}

// stillOpen refuses a session of somebody who showed nothing but a password, once
// passwords open nothing any more: what two persons opened ends with its sessions.
func (n *Node) stillOpen(tx *store.Tx, s access.Session) error {
	if !s.Ways.OnlyPassword() {
		return nil
	}
	norm, err := n.passwordsNorm(tx)
	if err != nil || norm {
		return err
	}
	broken, err := n.brokenGlass(tx)
	if err == nil && (!broken.Open(n.Now()) || s.Started.Before(broken.Opened)) {
		err = access.ErrRefused
	}
	return err
}

// ActFor changes for which office somebody acts in a session.
func (n *Node) ActFor(ctx context.Context, session [32]byte, office string) error {
	return n.store.Update(ctx, func(tx *store.Tx) error { return tx.SetSessionOffice(session, office) })
}

// End ends sessions.
func (n *Node) End(ctx context.Context, hashes ...[32]byte) error {
	ended, err := n.endedSessions(ctx, hashes)
	if err == nil {
		err = n.Audit(ctx, ended...)
	}
	if err != nil {
		return err
	}
	return n.store.Update(ctx, func(tx *store.Tx) error {
		for _, hash := range hashes {
			if err := tx.EndSession(hash); err != nil {
				return err
			}
		}
		return nil
	})
}

// EndOf ends all sessions of an account.
func (n *Node) EndOf(ctx context.Context, account string) error {
	ended := n.ofAccount(audit.SignOut, account, "all")
	return n.updateWitnessed(ctx, ended, func(tx *store.Tx) error { return tx.EndSessions(account) })
}

// Prove writes that the person of a session has shown again who they are;
// access.ErrWeak if what they showed is not proof enough for what binds.
func (n *Node) Prove(ctx context.Context, session [32]byte, proof access.Proof) (s access.Session, err error) {
	shown := audit.Event{What: audit.StepUp, Session: n.auditSession(session)}
	return s, n.updateWitnessed(ctx, shown, func(tx *store.Tx) error {
		if s, err = tx.SessionOf(session); err != nil {
			return err
		}
		account, err := n.usable(tx, s.Account)
		if err != nil {
			return err
		}
		strong, err := n.strong(tx, account, proof.Ways)
		switch {
		case err != nil:
			return err
		case !strong || n.Now().Sub(proof.At) >= access.FreshFor:
			return access.ErrWeak
		}
		s.Ways, s.Proved = s.Ways.And(proof.Ways), proof.At
		return tx.ProveSession(session, s.Ways, s.Proved)
	})
}

// sessionRights are what a session begins with, as a fingerprint.
func (n *Node) sessionRights(tx *store.Tx, account string) ([32]byte, error) {
	person, err := n.PersonOf(tx, account)
	if err != nil {
		return [32]byte{}, err
	}
	rights, err := n.RightsOf(tx, person)
	return rights.Personal().Fingerprint(), err
}

// asBegun reports by access.ErrRightsChanged that the rights of a session's person
// are not those with which it began. While projections are rebuilt nobody can say.
func (n *Node) asBegun(tx *store.Tx, s access.Session) error {
	if n.Rebuilding() {
		return nil
	}
	begun, err := tx.SessionRights(s.Hash)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	now, failed := n.sessionRights(tx, s.Account)
	if failed == nil && (err != nil || begun != now) {
		failed = access.ErrRightsChanged
	}
	return failed
}
