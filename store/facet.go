package store

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"entente/keys"
	"entente/record"
)

// Fields that every kind's lists have beside those of its declaration.
const (
	ByPartner = "@partner" // who holds the pen: PartnerFacet
	ByLabel   = "@label"   // LabelFacet of its exact label
	ByChange  = "@changed" // when this node came to have its newest revision; to sort by
	ByDefault = ""         // the order of the kind's declaration; to sort by
)

// PartnerFacet is the value of ByPartner.
func PartnerFacet(id keys.PartnerID) string { return hex.EncodeToString(id[:]) }

// LabelFacet is the value of ByLabel.
func LabelFacet(xml []byte) string {
	hash := sha256.Sum256(xml)
	return hex.EncodeToString(hash[:])
}

// listRecord writes what lists find a record by, in place of nothing: its last
// state was cleared.
func (tx *Tx) listRecord(r Record, arrived int64) error {
	facets := append([]record.Facet{
		{Field: ByPartner, Value: PartnerFacet(r.Partner)}, {Field: ByLabel, Value: LabelFacet(r.Label)},
	}, r.Facets...)
	for _, f := range facets {
		field, err := tx.listField(r.Channel, r.Kind, f.Field)
		if err != nil {
			return err
		}
		value, err := one(tx, scan[int64], `INSERT INTO list_value (field, value, words, records) VALUES ($1, $2, $3, 1)
			ON CONFLICT (field, value) DO UPDATE SET records = records + 1 RETURNING n`, field, f.Value, f.Words)
		if err != nil {
			return err
		}
		if _, err := tx.exec(`INSERT INTO facet (value, arrived) VALUES ($1, $2)`, value, arrived); err != nil {
			return err
		}
	}
	sorted := append([]record.SortKey{{Field: ByDefault, Key: []byte(r.Sort)}, {Field: ByChange, Key: fmt.Appendf(nil, "%016x", arrived)}}, r.Keys...)
	for _, k := range sorted {
		field, err := tx.listField(r.Channel, r.Kind, k.Field)
		if err != nil {
			return err
		}
		if _, err := tx.exec(`INSERT INTO sort_key (field, key, id, arrived) VALUES ($1, $2, $3, $4)`, field, solid(k.Key), r.ID[:], arrived); err != nil {
			return err
		}
	}
	return nil
}

// clearFacets removes a record from what filters find. A value that no record
// has any more is forgotten: it may have been a text.
func (tx *Tx) clearFacets(arrived int64) error {
	for _, query := range []string{
		`UPDATE list_value SET records = records - 1 WHERE n IN (SELECT value FROM facet WHERE arrived = $1)`,
		`DELETE FROM list_value WHERE records = 0 AND n IN (SELECT value FROM facet WHERE arrived = $1)`,
		`DELETE FROM facet WHERE arrived = $1`,
	} {
		if _, err := tx.exec(query, arrived); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) clearSortKeys(arrived int64) error {
	_, err := tx.exec(`DELETE FROM sort_key WHERE arrived = $1`, arrived)
	return err
}

// blankSortKeys keeps a record in every list, without what it was sorted by.
func (tx *Tx) blankSortKeys(arrived int64) error {
	_, err := tx.exec(`UPDATE sort_key SET key = $1 WHERE arrived = $2`, []byte{}, arrived)
	return err
}

type fieldName struct {
	channel record.ChannelID
	kind    string
	name    string
}

// listField is the number of a field of a kind in a channel, made on first use.
func (tx *Tx) listField(channel record.ChannelID, kind, name string) (int64, error) {
	key := fieldName{channel, kind, name}
	if n, known := tx.listFields[key]; known {
		return n, nil
	}
	n, err := tx.knownField(channel, kind, name)
	if err == ErrNotFound {
		if _, err = tx.exec(`INSERT INTO list_field (channel, kind, name) VALUES ($1, $2, $3)`, channel[:], kind, name); err == nil {
			n, err = tx.knownField(channel, kind, name)
		}
	}
	if err == nil {
		tx.listFields[key] = n
	}
	return n, err
}

func (tx *Tx) knownField(channel record.ChannelID, kind, name string) (int64, error) {
	return one(tx, scan[int64], `SELECT n FROM list_field WHERE channel = $1 AND kind = $2 AND name = $3`, channel[:], kind, name)
}
