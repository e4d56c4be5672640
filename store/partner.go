package store

import (
	"time"

	"entente/keys"
	"entente/record"
)

// PartnerState is how far this node deals with a partner.
type PartnerState string

const (
	PartnerSelf       PartnerState = "self"       // this node's own
	PartnerIntroduced PartnerState = "introduced" // its card was added, its fingerprint not yet compared
	PartnerActive     PartnerState = "active"     // compared: the nodes may talk
	PartnerEnded      PartnerState = "ended"      // nothing goes there any more
)

// A Partner is what this node knows of one, itself included.
type Partner struct {
	ID              keys.PartnerID
	Code            string
	Name            record.Text
	Address         string // https://host:port of its peer listener
	State           PartnerState
	Manifest        keys.Envelope // the newest
	ManifestVersion int
	Compared        time.Time // when its fingerprint was compared
	ComparedBy      []string  // the offices that did
	LastExchange    time.Time
	LastProblem     string // of the last exchange, empty if it went well
}

const partnerColumns = `id, code, name, address, state, manifest, manifest_version, compared, compared_by, last_exchange, last_problem`

func readPartner(r row) (Partner, error) {
	var p Partner
	err := r.Scan(fixed(p.ID[:]), &p.Code, decoded{&p.Name}, &p.Address, &p.State, envelope{&p.Manifest},
		&p.ManifestVersion, instant{&p.Compared}, decoded{&p.ComparedBy}, instant{&p.LastExchange}, &p.LastProblem)
	if len(p.ComparedBy) == 0 {
		p.ComparedBy = nil
	}
	return p, err
}

// Partners lists all, this node's own first, then by code.
func (tx *Tx) Partners() ([]Partner, error) {
	all, err := list(tx, readPartner, `SELECT `+partnerColumns+` FROM partner
		ORDER BY CASE state WHEN 'self' THEN 0 ELSE 1 END, code, id`)
	return all, failed(err, "list partners")
}

// Partner finds one by its id.
func (tx *Tx) Partner(id keys.PartnerID) (Partner, error) {
	p, err := one(tx, readPartner, `SELECT `+partnerColumns+` FROM partner WHERE id = $1`, id[:])
	return p, failed(err, "read partner %s", id)
}

// PutPartner writes all that is known of a partner.
func (tx *Tx) PutPartner(p Partner) error {
	name, err := encoded(p.Name)
	if err != nil {
		return failed(err, "write partner %s", p.ID)
	}
	by, err := encoded(p.ComparedBy)
	if err != nil {
		return failed(err, "write partner %s", p.ID)
	}
	_, err = tx.exec(`INSERT INTO partner (`+partnerColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (id) DO UPDATE SET code = excluded.code, name = excluded.name, address = excluded.address,
			state = excluded.state, manifest = excluded.manifest, manifest_version = excluded.manifest_version,
			compared = excluded.compared, compared_by = excluded.compared_by,
			last_exchange = excluded.last_exchange, last_problem = excluded.last_problem`,
		p.ID[:], p.Code, name, p.Address, string(p.State), sealed(p.Manifest), p.ManifestVersion,
		millis(p.Compared), by, millis(p.LastExchange), p.LastProblem)
	return failed(err, "write partner %s", p.ID)
}

// Manifests are a partner's signed manifests, the oldest first.
func (tx *Tx) Manifests(id keys.PartnerID) ([]keys.Envelope, error) {
	all, err := list(tx, func(r row) (e keys.Envelope, err error) {
		err = r.Scan(envelope{&e})
		return e, err
	}, `SELECT envelope FROM manifest WHERE partner = $1 ORDER BY version`, id[:])
	return all, failed(err, "list manifests of %s", id)
}

// AddManifest keeps one more. A version is written once: the same again changes
// nothing, another statement under its number is refused with ErrExists.
func (tx *Tx) AddManifest(id keys.PartnerID, version int, e keys.Envelope) error {
	hash := e.Hash()
	n, err := tx.exec(`INSERT INTO manifest (partner, version, hash, envelope) VALUES ($1, $2, $3, $4)
		ON CONFLICT (partner, version) DO NOTHING`, id[:], version, hash[:], sealed(e))
	if err == nil && n == 0 {
		_, err = one(tx, scan[int], `SELECT version FROM manifest WHERE partner = $1 AND version = $2 AND hash = $3`, id[:], version, hash[:])
		if err == ErrNotFound {
			err = ErrExists
		}
	}
	return failed(err, "keep manifest %d of %s", version, id)
}
