package keys

import "fmt"

// The key files of persons (docs/formats/keys.md, "Key files").
const (
	rootFileFormat   = "entente root keys 1"
	holderFileFormat = "entente holder key 1"
)

type rootFile struct {
	Format string   `json:"format"`
	Root   Root     `json:"root"`
	Keys   []string `json:"keys"`
}

// SaveRoot writes those keys of a root that one custodian holds, beside the
// whole root. See SaveNode.
func SaveRoot(path string, held []Private, root Root, passphrase string) error {
	file := rootFile{Format: rootFileFormat, Root: root}
	for _, key := range held {
		file.Keys = append(file.Keys, key.secret())
	}
	if _, err := file.open(); err != nil {
		return fmt.Errorf("keys: write key file %s: %w", path, err)
	}
	return writeKeyFile(path, file, passphrase)
}

// LoadRoot reads what SaveRoot wrote. See LoadNode.
func LoadRoot(path, passphrase string) ([]Private, Root, error) {
	var file rootFile
	if err := readKeyFile(path, &file, passphrase); err != nil {
		return nil, Root{}, err
	}
	held, err := file.open()
	if err != nil {
		return nil, Root{}, fmt.Errorf("keys: read key file %s: %w", path, err)
	}
	return held, file.Root, nil
}

func (file rootFile) open() (held []Private, err error) {
	if file.Format != rootFileFormat {
		return nil, fmt.Errorf("format %.40q is not %q: %w", file.Format, rootFileFormat, ErrMalformed)
	}
	if err := file.Root.Check(); err != nil {
		return nil, err
	}
	if len(file.Keys) == 0 || len(file.Keys) > len(file.Root.Keys) {
		return nil, fmt.Errorf("%d keys of a root of %d: %w", len(file.Keys), len(file.Root.Keys), ErrMalformed)
	}
	members := map[Public]bool{}
	for _, key := range file.Root.Keys {
		members[key] = true
	}
	for _, text := range file.Keys {
		key, err := parseSecret(text)
		if err != nil {
			return nil, err
		}
		if !members[key.Public()] {
			return nil, fmt.Errorf("a key that is not in the root: %w", ErrMalformed)
		}
		held = append(held, key)
	}
	return held, nil
}

type holderFile struct {
	Format string `json:"format"`
	Key    string `json:"key"`
}

// SaveHolder writes the key of a person who holds a mandate. See SaveNode.
func SaveHolder(path string, key Private, passphrase string) error {
	return writeKeyFile(path, holderFile{Format: holderFileFormat, Key: key.secret()}, passphrase)
}

// LoadHolder reads what SaveHolder wrote. See LoadNode.
func LoadHolder(path, passphrase string) (Private, error) {
	var file holderFile
	if err := readKeyFile(path, &file, passphrase); err != nil {
		return Private{}, err
	}
	key, err := parseSecret(file.Key)
	if err == nil && file.Format != holderFileFormat {
		err = fmt.Errorf("format %.40q is not %q: %w", file.Format, holderFileFormat, ErrMalformed)
	}
	if err != nil {
		return Private{}, fmt.Errorf("keys: read key file %s: %w", path, err)
	}
	return key, nil
}
