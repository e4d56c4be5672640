package store

import (
	"fmt"
	"time"

	"github.com/go-json-experiment/json"

	"entente/keys"
)

// The types below are how values of ours stand in columns: ids and hashes as
// their bytes, times as milliseconds since 1970 (0 is no time), structures as
// JSON or as the signed envelope that they came in.

// fixed scans a column of exactly as many bytes as it points to.
type fixed []byte

func (f fixed) Scan(value any) error {
	b, ok := value.([]byte)
	if !ok || len(b) != len(f) {
		return fmt.Errorf("a column of %d bytes holds %T of %d: %w", len(f), value, len(b), ErrDamaged)
	}
	copy(f, b)
	return nil
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

type instant struct{ *time.Time }

func (i instant) Scan(value any) error {
	ms, ok := value.(int64)
	if !ok {
		return fmt.Errorf("a column of time holds %T: %w", value, ErrDamaged)
	}
	*i.Time = time.Time{}
	if ms != 0 {
		*i.Time = time.UnixMilli(ms).UTC()
	}
	return nil
}

func encoded(value any) (string, error) {
	b, err := json.Marshal(value, json.Deterministic(true))
	return string(b), err
}

type decoded struct{ into any }

func (d decoded) Scan(value any) error {
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("a column of JSON holds %T: %w", value, ErrDamaged)
	}
	if err := json.Unmarshal([]byte(text), d.into); err != nil {
		return fmt.Errorf("a column of JSON: %w: %w", err, ErrDamaged)
	}
	return nil
}

// sealed is an envelope's bytes, none for no envelope.
func sealed(e keys.Envelope) []byte {
	if e.PayloadType == "" {
		return []byte{}
	}
	return e.Encode()
}

type envelope struct{ *keys.Envelope }

func (e envelope) Scan(value any) error {
	b, _ := value.([]byte)
	*e.Envelope = keys.Envelope{}
	if len(b) == 0 {
		return nil
	}
	parsed, err := keys.ParseEnvelope(b)
	if err != nil {
		return fmt.Errorf("a column of a signed statement: %w: %w", err, ErrDamaged)
	}
	*e.Envelope = parsed
	return nil
}

// solid keeps no bytes from becoming NULL.
func solid(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
