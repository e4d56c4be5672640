package store

import (
	"time"

	"entente/record"
)

// A FileState says what this node has of the content of an attachment.
type FileState string

// States of files.
const (
	FileArriving FileState = "arriving" // wanted; chunks before Held are here and verified
	FilePresent  FileState = "present"
	FileWithheld FileState = "withheld" // not wanted here, for the reason given
	FileRejected FileState = "rejected" // what came is not what its writer committed to
)

// A File is an attachment part, and how much of its content is here. The
// content stands outside the database under Name.
type File struct {
	Origin   string
	Index    int64
	Part     int
	Channel  record.ChannelID
	Record   record.ID
	Revision int
	Name     [16]byte
	Size     int64
	Held     int64 // chunks that are durable, from the first on
	State    FileState
	Reason   string
	Changed  time.Time
}

const fileColumns = `l.origin, f.spot, f.channel, f.record, f.revision, f.name, f.size, f.held, f.state, f.reason, f.changed`

func readFile(r row) (f File, err error) {
	var at spot
	err = r.Scan(&f.Origin, &at, fixed(f.Channel[:]), fixed(f.Record[:]), &f.Revision, fixed(f.Name[:]), &f.Size, &f.Held, &f.State, &f.Reason, instant{&f.Changed})
	f.Index, f.Part = place(at>>partBits).index(), int(at&(1<<partBits-1))
	return f, err
}

// fileOfLedger joins a file with the ledger that its spot names.
const fileOfLedger = ` FROM file f JOIN ledger l ON l.id = f.spot / 17592186044416 `

// seenFiles keeps the files of revisions that the reader may see.
func (tx *Tx) seenFiles() string {
	if tx.seesAll() {
		return ""
	}
	return `JOIN ` + tx.from(revisions) + ` r ON r.place = f.spot / 256 `
}

// PutFile notes an attachment. One that is noted already stays as it is.
func (tx *Tx) PutFile(f File) error {
	l, err := tx.ledger(f.Origin)
	if err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO file (spot, channel, record, revision, name, size, held, state, reason, changed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (spot) DO NOTHING`,
		int64(placeOf(l.key, f.Index).part(f.Part)), f.Channel[:], f.Record[:], f.Revision, f.Name[:], f.Size, f.Held, string(f.State), shortened(f.Reason), millis(f.Changed))
	return failed(err, "note file %d of entry %d of %s", f.Part, f.Index, f.Origin)
}

// SetFile changes how much of a file is here.
func (tx *Tx) SetFile(f File) error {
	l, err := tx.ledger(f.Origin)
	if err != nil {
		return err
	}
	err = tx.must(`UPDATE file SET held = $1, state = $2, reason = $3, changed = $4 WHERE spot = $5`,
		f.Held, string(f.State), shortened(f.Reason), millis(f.Changed), int64(placeOf(l.key, f.Index).part(f.Part)))
	return failed(err, "change file %d of entry %d of %s", f.Part, f.Index, f.Origin)
}

// DropFile forgets what is here of an attachment whose part was withdrawn.
func (tx *Tx) DropFile(f File) error {
	l, err := tx.ledger(f.Origin)
	if err != nil {
		return err
	}
	_, err = tx.exec(`DELETE FROM file WHERE spot = $1`, int64(placeOf(l.key, f.Index).part(f.Part)))
	return failed(err, "drop file %d of entry %d of %s", f.Part, f.Index, f.Origin)
}

// FileAt finds the attachment that stands in this part.
func (tx *Tx) FileAt(origin string, index int64, part int) (File, error) {
	l, err := tx.ledger(origin)
	if err != nil {
		return File{}, err
	}
	if part < 0 || part >= record.MaxParts || index < 0 || index >= l.Size {
		return File{}, failed(ErrNotFound, "find file %d of entry %d of %s", part, index, origin)
	}
	f, err := one(tx, readFile, `SELECT `+fileColumns+fileOfLedger+tx.seenFiles()+`WHERE f.spot = $1`, int64(placeOf(l.key, index).part(part)))
	return f, failed(err, "find file %d of entry %d of %s", part, index, origin)
}

// FilesOf lists the attachments of all revisions of a record, the newest first.
func (tx *Tx) FilesOf(channel record.ChannelID, id record.ID) ([]File, error) {
	files, err := list(tx, readFile, `SELECT `+fileColumns+fileOfLedger+tx.seenFiles()+`WHERE f.channel = $1 AND f.record = $2 ORDER BY f.revision DESC, f.spot`, channel[:], id[:])
	return files, failed(err, "list the files of record %s", id)
}

// FilesIn lists attachments in one state, in the order of ledgers, or all.
func (tx *Tx) FilesIn(state FileState) ([]File, error) {
	files, err := list(tx, readFile, `SELECT `+fileColumns+fileOfLedger+tx.seenFiles()+`WHERE f.state = $1 OR $1 = '' ORDER BY f.spot`, string(state))
	return files, failed(err, "list files that are %s", state)
}
