package access

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"runtime/debug"
	"time"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"golang.org/x/crypto/argon2"
	"golang.org/x/text/secure/precis"
)

// Bounds of a password. The least length is NIST SP 800-63B's for one that
// stands alone, less what its rules leave to the verifier.
const (
	MinPassword = 12
	maxPassword = 1024
)

// Why somebody is not let in.
var (
	// ErrRefused says that login and password do not belong together, or that the
	// account may not be used; which of them, nobody outside is told.
	ErrRefused = errors.New("access: this login and this password do not open an account")
	// ErrClosed says that passwords open nothing on this node now.
	ErrClosed = errors.New("access: passwords open nothing on this node")
	// ErrWeak says that what somebody showed is not proof enough for what they want
	// to do.
	ErrWeak = errors.New("access: this is not proof enough")
	// ErrBusy says that as many passwords are being tried as this machine can.
	ErrBusy = errors.New("access: too many are signing in at once")
	// ErrPassword says that a password cannot be chosen; the sentence says why.
	ErrPassword = errors.New("access: this password cannot be chosen")
)

// A TooManyError says that an account or an address has tried too often.
type TooManyError struct{ Again time.Duration }

func (e *TooManyError) Error() string {
	return fmt.Sprintf("access: too many attempts; the next is looked at in %s", e.Again.Round(time.Second))
}

// A Cost is what one attempt costs, with Argon2id.
type Cost struct {
	MemoryKiB, Passes uint32
}

// Strong is the second recommendation of RFC 9106, section 4, on one core, so
// that two attempts at once take 128 MiB and leave the machine usable.
func Strong() Cost { return Cost{MemoryKiB: 64 << 10, Passes: 3} }

func (c Cost) parameters() *argon2id.Params {
	return &argon2id.Params{Memory: c.MemoryKiB, Iterations: c.Passes, Parallelism: 1, SaltLength: 16, KeyLength: 32}
}

const (
	hashingAtOnce  = 2
	waitingForHash = 8
)

// Passwords checks passwords, within bounds of memory, of processors and of
// attempts. It is safe for concurrent use; a node has one.
type Passwords struct {
	cost    *argon2id.Params
	limits  *attempts
	places  chan struct{}
	queue   chan struct{}
	decoy   string
	compare func(password, hash string) (bool, error)
}

// NewPasswords prepares to check passwords. The cost is that of new ones; a hash
// that was made at another says so itself.
func NewPasswords(cost Cost, random io.Reader) (*Passwords, error) {
	p := &Passwords{
		cost: cost.parameters(), limits: newAttempts(), compare: argon2id.ComparePasswordAndHash,
		places: make(chan struct{}, hashingAtOnce), queue: make(chan struct{}, hashingAtOnce+waitingForHash),
	}
	drawn := make([]byte, p.cost.SaltLength+p.cost.KeyLength)
	if _, err := io.ReadFull(random, drawn); err != nil {
		return nil, fmt.Errorf("access: prepare for passwords: %w", err)
	}
	salt, key := drawn[:p.cost.SaltLength], drawn[p.cost.SaltLength:]
	p.decoy = fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.cost.Memory, p.cost.Iterations, p.cost.Parallelism,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key))
	return p, nil
}

// Hash is what is kept of a password that somebody chose.
func (p *Passwords) Hash(ctx context.Context, password string) (hash string, err error) {
	plain, err := prepared(password)
	if err != nil {
		return "", fmt.Errorf("%w: it holds signs that keyboards do not agree on", ErrPassword)
	}
	if n := utf8.RuneCountInString(plain); n < MinPassword || len(plain) > maxPassword {
		return "", fmt.Errorf("%w: it has %d characters; it must have at least %d, and at most %d bytes", ErrPassword, n, MinPassword, maxPassword)
	}
	err = p.inPlace(ctx, func() error {
		hash, err = argon2id.CreateHash(plain, p.cost)
		return err
	})
	return hash, err
}

// An Attempt is one try to sign in by password.
type Attempt struct {
	Login, Password string
	Code            string     // of the second factor, if the account has one
	From            netip.Addr // not valid where it is not known
	Browser         string     // names a browser in which this account was opened before; "" for any other
	At              time.Time
}

// An Accounts is where accounts are kept.
type Accounts interface {
	// ByLogin finds an account and the hash of its password. An account that may
	// not be used is not found: ok is false.
	ByLogin(ctx context.Context, login string) (account Account, hash string, ok bool, err error)
	// Second looks at what is to be shown beside a password that was right, and
	// answers what was shown in all; ErrRefused for what does not do.
	Second(ctx context.Context, account Account, a Attempt) (Ways, error)
}

// SignIn answers whose account an attempt opens, and what it showed. An unknown
// login costs exactly what a known one does.
func (p *Passwords) SignIn(ctx context.Context, in Accounts, a Attempt) (Account, Ways, error) {
	if err := p.limits.take(a); err != nil {
		return Account{}, nil, err
	}
	account, hash, known, err := in.ByLogin(ctx, Login(a.Login))
	if err != nil {
		return Account{}, nil, fmt.Errorf("access: sign in: %w", err)
	}
	if !known || hash == "" {
		known, hash = false, p.decoy
	}
	right, err := p.Matches(ctx, a.Password, hash)
	switch {
	case err != nil:
		return Account{}, nil, err
	case !right || !known:
		return Account{}, nil, ErrRefused
	}
	ways, err := in.Second(ctx, account, a)
	if err != nil {
		return Account{}, nil, err
	}
	p.limits.forgive(a)
	return account, ways, nil
}

// Matches compares a password with what is kept of one.
func (p *Passwords) Matches(ctx context.Context, password, hash string) (right bool, err error) {
	plain, unfit := prepared(password)
	if unfit != nil || len(plain) > maxPassword {
		plain = "" // compared all the same, so that it takes as long
	}
	err = p.inPlace(ctx, func() error {
		right, err = p.compare(plain, hash)
		return err
	})
	return right && plain != "", err
}

// prepared is a password in the one spelling in which it is compared
// (RFC 8265, OpaqueString): keyboards compose the same letters differently.
func prepared(password string) (string, error) {
	if len(password) > 4*maxPassword || !utf8.ValidString(password) {
		return "", ErrPassword
	}
	return precis.OpaqueString.String(password)
}

// inPlace runs work when one of the places is free, or gives up at once where
// too many wait.
func (p *Passwords) inPlace(ctx context.Context, work func() error) error {
	select {
	case p.queue <- struct{}{}:
		defer p.leave()
	default:
		return ErrBusy
	}
	select {
	case p.places <- struct{}{}:
		defer func() { <-p.places }()
	case <-ctx.Done():
		return fmt.Errorf("access: wait to check a password: %w", ctx.Err())
	}
	return work()
}

// leave makes room for another. The last of a crowd gives what they took back to
// the machine: each attempt takes tens of megabytes, which a node that is quiet
// afterwards would keep.
func (p *Passwords) leave() {
	if <-p.queue; len(p.queue) == 0 {
		debug.FreeOSMemory()
	}
}
