package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"entente/exchange"
	"entente/keys"
	"entente/ledger"
	"entente/node"
)

type verifyVerb struct {
	PassphraseFile string   `name:"passphrase-file" placeholder:"FILE" help:"File whose first line opens the keys of a node's folder."`
	Card           []string `name:"card" sep:"none" placeholder:"FILE" help:"Card of a partner whose keys to trust; may be said again. Then no other partner's keys are accepted."`
	Path           string   `arg:"" help:"A node's folder, an exported ledger or a proof file."`
}

func (v verifyVerb) Run(e *env) error {
	trusted, err := v.trusted()
	if err != nil {
		return err
	}
	info, err := os.Stat(v.Path)
	if err != nil {
		return fmt.Errorf("verify: %w", err)
	}
	var found verified
	if info.IsDir() {
		found, err = v.folder(e, trusted)
	} else {
		found, err = v.file(e, trusted)
	}
	if err != nil {
		return fmt.Errorf("%s does NOT verify: %w", v.Path, err)
	}
	found.Compared = len(v.Card) > 0
	return e.print(found, func() { e.sayVerified(v.Path, found) })
}

// verified is what was found to hold.
type verified struct {
	What        string           `json:"what"` // "folder", "ledger" or "proof"
	Ledgers     []verifiedLedger `json:"ledgers"`
	Entry       *int64           `json:"entry,omitempty"` // of a proof
	Keys        []verifiedKeys   `json:"keys"`
	Compared    bool             `json:"compared"` // all keys are those of the cards given
	Quarantined int              `json:"quarantined,omitzero"`
}

type verifiedLedger struct {
	Origin    string            `json:"origin"`
	Partner   string            `json:"partner"`
	Entries   int64             `json:"entries,omitzero"`
	Size      int64             `json:"checkpoint"`
	Time      time.Time         `json:"time"`
	Confirmed []verifiedReceipt `json:"confirmed"`
}

type verifiedReceipt struct {
	Partner string    `json:"partner"`
	Size    int64     `json:"size"`
	Time    time.Time `json:"time"`
}

type verifiedKeys struct {
	Partner     string `json:"partner"`
	Fingerprint string `json:"fingerprint"` // of the founding manifest
}

// trusted accepts the founding manifests of the given cards and no other; nil
// without cards.
func (v verifyVerb) trusted() (func(keys.Envelope) error, error) {
	if len(v.Card) == 0 {
		return nil, nil
	}
	known := map[string]bool{}
	for _, path := range v.Card {
		card, err := readCard(path)
		if err != nil {
			return nil, err
		}
		known[card.Chain()[0].HashText()] = true
	}
	return func(founding keys.Envelope) error {
		if !known[founding.HashText()] {
			return errors.New("its keys are not those of any card given")
		}
		return nil
	}, nil
}

var errNothingToVerify = errors.New("it is none of what can be verified: a node's folder, an exported ledger, a proof file (.tlog-proof)")

func (v verifyVerb) file(e *env, trusted func(keys.Envelope) error) (verified, error) {
	file, err := os.Open(v.Path)
	if err != nil {
		return verified{}, err
	}
	defer file.Close()
	start, err := startOf(file)
	switch {
	case err != nil:
		return verified{}, err
	case exchange.IsArchive(start):
		archive, err := exchange.VerifyArchive(file, e.now(), trusted)
		if err != nil {
			return verified{}, err
		}
		found := stood("ledger", archive.Standing)
		found.Ledgers = []verifiedLedger{found.audited(archive.Audited, namesOf(archive.Standing))}
		return found, nil
	case exchange.IsProof(start):
		return v.proof(e, file, trusted)
	}
	return verified{}, errNothingToVerify
}

func (v verifyVerb) proof(e *env, file io.Reader, trusted func(keys.Envelope) error) (verified, error) {
	content, err := io.ReadAll(io.LimitReader(file, ledger.MaxProofBytes+1))
	if err != nil {
		return verified{}, err
	}
	proven, err := exchange.VerifyProof(content, e.now(), trusted)
	if err != nil {
		return verified{}, err
	}
	found, names := stood("proof", proven.Standing), namesOf(proven.Standing)
	found.Entry = &proven.Entry.Index
	shown := verifiedLedger{Origin: proven.Origin, Partner: names[proven.Partner], Size: proven.Checkpoint.Size, Time: proven.Checkpoint.Time}
	for _, receipt := range proven.Cosignatures {
		shown.Confirmed = append(shown.Confirmed, verifiedReceipt{names[receipt.Partner], receipt.Size, receipt.Time})
	}
	found.Ledgers = []verifiedLedger{shown}
	return found, nil
}

func stood(what string, s exchange.Standing) verified {
	found := verified{What: what}
	for i, m := range s.Manifests {
		found.Keys = append(found.Keys, verifiedKeys{m.Code, keys.Fingerprint(s.Founding[i])})
	}
	return found
}

func namesOf(s exchange.Standing) map[keys.PartnerID]string {
	names := map[keys.PartnerID]string{}
	for _, m := range s.Manifests {
		names[m.Partner] = m.Code
	}
	return names
}

func (verified) audited(a node.Audited, names map[keys.PartnerID]string) verifiedLedger {
	l := verifiedLedger{Origin: a.Origin, Partner: names[a.Partner], Entries: a.Entries, Size: a.Checkpoint.Size, Time: a.Checkpoint.Time}
	for partner, receipt := range a.Receipts {
		l.Confirmed = append(l.Confirmed, verifiedReceipt{names[partner], receipt.Size, receipt.Time})
	}
	return l
}

// folder checks a node's folder, also beside the process that holds it.
func (v verifyVerb) folder(e *env, trusted func(keys.Envelope) error) (found verified, err error) {
	if _, err := os.Stat(node.Folder(v.Path).NodeKeys()); errors.Is(err, fs.ErrNotExist) {
		return found, errNothingToVerify
	}
	n, err := folderFlags{Data: v.Path, PassphraseFile: v.PassphraseFile}.open(e, true)
	if err != nil {
		return found, err
	}
	defer func() { err = errors.Join(err, n.Close()) }()
	report, err := n.Verify(e.ctx, e.progress("verify"))
	if err != nil {
		return found, err
	}
	found = verified{What: "folder", Quarantined: report.Quarantined}
	names, err := found.partners(e, n, trusted)
	for _, audited := range report.Ledgers {
		found.Ledgers = append(found.Ledgers, found.audited(audited, names))
	}
	return found, err
}
