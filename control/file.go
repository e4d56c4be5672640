package control

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"

	"github.com/go-json-experiment/json"

	"entente/node"
)

// contact is control.json: how to reach the process that serves a folder.
type contact struct {
	Address string `json:"address"` // 127.0.0.1:port
	Token   string `json:"token"`
	PID     int    `json:"pid"`
}

const maxContactBytes = 4 << 10

func newToken(random io.Reader) (string, error) {
	var raw [32]byte
	if _, err := io.ReadFull(random, raw[:]); err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(raw[:]), nil
}

// write puts the file there whole, in place of one that a killed process left.
func (c contact) write(folder node.Folder) error {
	content, err := json.Marshal(c, json.Deterministic(true))
	if err != nil {
		return err
	}
	temporary, err := os.CreateTemp(filepath.Dir(folder.Control()), ".control-*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name()) // gone already when all went well
	_, err = temporary.Write(append(content, '\n'))
	if err = errors.Join(err, temporary.Close()); err != nil {
		return err
	}
	return os.Rename(temporary.Name(), folder.Control())
}

// remove takes the file away if it is still ours.
func (c contact) remove(folder node.Folder) error {
	if there, err := readContact(folder); err != nil || there != c {
		return nil
	}
	return os.Remove(folder.Control())
}

var errNoContact = errors.New("the process that holds this folder serves no commands")

// readContact refuses a file that others could have read or written, and any
// address but this machine's: the token must not travel.
func readContact(folder node.Folder) (c contact, err error) {
	file, err := os.Open(folder.Control())
	if errors.Is(err, fs.ErrNotExist) {
		return c, errNoContact
	}
	if err != nil {
		return c, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return c, err
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return c, fmt.Errorf("others can reach %s (mode %04o): stop the node and start it again", folder.Control(), info.Mode().Perm())
	}
	if err := json.UnmarshalRead(io.LimitReader(file, maxContactBytes), &c, json.RejectUnknownMembers(true)); err != nil {
		return c, fmt.Errorf("read %s: %w", folder.Control(), err)
	}
	address, err := netip.ParseAddrPort(c.Address)
	if err != nil || !address.Addr().IsLoopback() || c.Token == "" {
		return c, fmt.Errorf("%s names no address on this machine", folder.Control())
	}
	return c, nil
}
