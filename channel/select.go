package channel

import (
	"fmt"

	"entente/record"
)

// Select prepares a private record for release by what its kind says of it. A
// body of an older version is read as one of the newest. The error is ErrSchema
// if this node does not know the version.
func Select(kind *record.Kind, id record.ID, schema, revision int, body []byte, personal [][]byte, label []byte) (Selected, error) {
	current, err := kind.Current(schema, body)
	if err != nil {
		return Selected{}, fmt.Errorf("channel: select record %s for release: %v: %w", id, err, ErrSchema)
	}
	s := Selected{
		ID: id, Kind: kind.Name(), Schema: kind.Version(), Revision: revision,
		Body: current, Personal: personal, Label: label,
		References: kind.References(current), Sensitive: kind.SensitivePaths(current), PersonalParts: kind.PersonalParts(current),
	}
	if len(kind.ExternalIDs(current)) > 0 {
		s.External = []string{record.ExternalPath}
	}
	return s, nil
}
