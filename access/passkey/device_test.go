package passkey

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"testing"
)

// Flags of what a device says (Web Authentication, level 3, section 6.1).
const (
	userPresent  = 0x01
	userVerified = 0x04
	keyIncluded  = 0x40
)

// A device keeps one passkey in software, and can be had to lie.
type device struct {
	t       *testing.T
	key     *ecdsa.PrivateKey
	id      []byte
	handle  string // whose the passkey is, as the device has it
	name    string // (RP ID) under which it is kept
	origin  string // of the page that asks
	flags   byte
	counter uint32
}

func newDevice(t *testing.T, account string) *device {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	id := make([]byte, 16)
	if _, err := rand.Read(id); err != nil {
		t.Fatal(err)
	}
	return &device{t: t, key: key, id: id, handle: account, name: host, origin: origin, flags: userPresent | userVerified}
}

// client is what the browser adds to a question: what for, and which page asks.
func (d *device) client(what, options string) []byte {
	d.t.Helper()
	var asked struct {
		Challenge string `json:"challenge"`
	}
	if err := json.Unmarshal([]byte(options), &asked); err != nil || asked.Challenge == "" {
		d.t.Fatalf("no challenge in %s: %v", options, err)
	}
	return d.json(map[string]any{"type": what, "challenge": asked.Challenge, "origin": d.origin, "crossOrigin": false})
}

func (d *device) json(value any) []byte {
	d.t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		d.t.Fatal(err)
	}
	return text
}

// said is what the device says of itself, which it signs (section 6.1).
func (d *device) said(flags byte) []byte {
	name := sha256.Sum256([]byte(d.name))
	return binary.BigEndian.AppendUint32(append(name[:], flags), d.counter)
}

// makes is its answer to a question for a passkey, without attestation
// (sections 6.5.1 and 8.7), in CBOR.
func (d *device) makes(options string) string {
	d.t.Helper()
	point, err := d.key.PublicKey.Bytes()
	if err != nil {
		d.t.Fatal(err)
	}
	said := append(d.said(d.flags|keyIncluded), make([]byte, 16)...) // of no model
	said = binary.BigEndian.AppendUint16(said, uint16(len(d.id)))
	said = append(said, d.id...)
	said = append(said, 0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20) // ES256 on P-256 (RFC 9053)
	said = append(append(said, point[1:33]...), 0x22, 0x58, 0x20)
	said = append(said, point[33:]...)
	object := []byte("\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58")
	object = append(append(object, byte(len(said))), said...)
	return d.answer(map[string]any{"clientDataJSON": d.client("webauthn.create", options), "attestationObject": object})
}

// shows is its answer to a question for a passkey that it keeps.
func (d *device) shows(options string) string {
	d.t.Helper()
	client, said := d.client("webauthn.get", options), d.said(d.flags)
	hash := sha256.Sum256(client)
	signed := sha256.Sum256(append(append([]byte{}, said...), hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, d.key, signed[:])
	if err != nil {
		d.t.Fatal(err)
	}
	return d.answer(map[string]any{"clientDataJSON": client, "authenticatorData": said, "signature": signature, "userHandle": []byte(d.handle)})
}

func (d *device) answer(response map[string]any) string {
	for name, value := range response {
		response[name] = base64.RawURLEncoding.EncodeToString(value.([]byte))
	}
	id := base64.RawURLEncoding.EncodeToString(d.id)
	return string(d.json(map[string]any{"id": id, "rawId": id, "type": "public-key", "response": response}))
}
