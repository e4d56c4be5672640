package store

import (
	"time"

	"entente/keys"
)

// An Upload is what somebody is sending, until it is written into a ledger. Its
// content stands outside the database under Name.
type Upload struct {
	Name      [16]byte
	Account   string // who sends it, and who alone may go on
	Salt      keys.Salt
	Called    string // the file's own name
	MediaType string // what it is found to be; "" before its first chunk
	Size      int64  // -1 until it is known
	Held      int64  // chunks that are durable, from the first on
	Whole     bool
	Changed   time.Time
}

const saltDomain = "entente upload 1\n"

// PutUpload begins one. Its salt is kept encrypted, as that of a part is.
func (tx *Tx) PutUpload(u Upload) error {
	sealed, wrapped, err := keys.SealPart(tx.Random, tx.ContentKey, append([]byte(saltDomain), u.Name[:]...), u.Salt[:])
	if err != nil {
		return failed(err, "begin an upload")
	}
	_, err = tx.exec(`INSERT INTO upload (name, account, salt, called, type, size, held, whole, changed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		u.Name[:], u.Account, append(wrapped, sealed...), u.Called, u.MediaType, u.Size, u.Held, truthOf(u.Whole), millis(u.Changed))
	return failed(err, "begin an upload")
}

func truthOf(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// AddChunks notes chunks that are durable, from the one after those that were.
func (tx *Tx) AddChunks(u Upload, from int64, commitments []keys.Commitment) error {
	for i, c := range commitments {
		if _, err := tx.exec(`INSERT INTO upload_chunk (upload, number, commitment) VALUES ($1, $2, $3)`, u.Name[:], from+int64(i), c[:]); err != nil {
			return failed(err, "note chunk %d of an upload", from+int64(i))
		}
	}
	err := tx.must(`UPDATE upload SET type = $1, size = $2, held = $3, whole = $4, changed = $5 WHERE name = $6`,
		u.MediaType, u.Size, u.Held, truthOf(u.Whole), millis(u.Changed), u.Name[:])
	return failed(err, "go on with an upload")
}

// Upload finds one.
func (tx *Tx) Upload(name [16]byte) (Upload, error) {
	u, err := one(tx, tx.readUpload, `SELECT `+uploadColumns+` FROM upload WHERE name = $1`, name[:])
	return u, failed(err, "find an upload")
}

// Uploads lists all, the oldest first.
func (tx *Tx) Uploads() ([]Upload, error) {
	all, err := list(tx, tx.readUpload, `SELECT `+uploadColumns+` FROM upload ORDER BY changed, name`)
	return all, failed(err, "list uploads")
}

const uploadColumns = `name, account, salt, called, type, size, held, whole, changed`

// wrappedKeyBytes is the length of what keys.SealPart wraps a key into.
const wrappedKeyBytes = 12 + 32 + 16

func (tx *Tx) readUpload(r row) (u Upload, err error) {
	var salt []byte
	if err := r.Scan(fixed(u.Name[:]), &u.Account, &salt, &u.Called, &u.MediaType, &u.Size, &u.Held, &u.Whole, instant{&u.Changed}); err != nil {
		return u, err
	}
	if len(salt) < wrappedKeyBytes {
		return u, ErrDamaged
	}
	plain, err := keys.OpenPart(tx.ContentKey, append([]byte(saltDomain), u.Name[:]...), salt[wrappedKeyBytes:], salt[:wrappedKeyBytes])
	if err == nil && len(plain) != len(u.Salt) {
		err = ErrDamaged
	}
	copy(u.Salt[:], plain)
	return u, err
}

// Commitments are those to the chunks of an upload, in order.
func (tx *Tx) Commitments(u Upload) ([]keys.Commitment, error) {
	all, err := list(tx, func(r row) (c keys.Commitment, err error) {
		err = r.Scan(fixed(c[:]))
		return c, err
	}, `SELECT commitment FROM upload_chunk WHERE upload = $1 ORDER BY number`, u.Name[:])
	return all, failed(err, "read the commitments of an upload")
}

// EndUpload forgets one: it was written into a ledger, or given up.
func (tx *Tx) EndUpload(name [16]byte) error {
	if _, err := tx.exec(`DELETE FROM upload_chunk WHERE upload = $1`, name[:]); err != nil {
		return failed(err, "end an upload")
	}
	_, err := tx.exec(`DELETE FROM upload WHERE name = $1`, name[:])
	return failed(err, "end an upload")
}
