package collector

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/go-json-experiment/json"

	"entente/audit"
)

// A Cursor is how far a collector has come, as it stands in the folder of the spool.
type Cursor struct {
	Address string      `json:"address"`
	Taken   audit.Place `json:"taken"`            // the newest line that it took
	At      time.Time   `json:"at,omitzero"`      // when it took it
	Problem string      `json:"problem,omitzero"` // why it takes none
	Since   time.Time   `json:"since,omitzero"`   // from when on
}

const (
	cursorName = "collector.json"
	maxCursor  = 16 << 10
)

// ReadCursor reads how far a collector came; the zero value if there is none.
func ReadCursor(spool string) (c Cursor, err error) {
	text, err := os.ReadFile(filepath.Join(spool, cursorName))
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err == nil && len(text) > maxCursor {
		err = errors.New("it is too long")
	}
	if err == nil {
		err = json.Unmarshal(text, &c)
	}
	if err != nil {
		return c, fmt.Errorf("collector: read how far it came: %w", err)
	}
	return c, nil
}

// Forget takes away what is known of a collector that is used no more.
func Forget(spool string) error {
	err := os.Remove(filepath.Join(spool, cursorName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// write replaces the cursor as a whole. A cursor that a power cut takes back sends
// lines again.
func (c Cursor) write(spool string) error {
	text, err := json.Marshal(c, json.Deterministic(true))
	if err != nil {
		return fmt.Errorf("collector: keep how far it came: %w", err)
	}
	path := filepath.Join(spool, cursorName)
	err = os.WriteFile(path+".new", text, 0o600)
	if err == nil {
		err = os.Rename(path+".new", path)
	}
	if err != nil {
		return fmt.Errorf("collector: keep how far it came: %w", err)
	}
	return nil
}
