package exchange

import (
	"errors"
	"fmt"
	"time"

	"entente/channel"
	"entente/keys"
	"entente/ledger"
)

// statements are the signed envelopes that come with an archive or a proof:
// who the partners are, and what their channel agreed.
type statements struct {
	chains   map[keys.PartnerID][]keys.Envelope // manifests, oldest first
	charters []keys.Envelope
	bytes    int
}

// take charges a statement to the budget of its file.
func (s *statements) take(envelope keys.Envelope) error {
	if s.bytes += len(envelope.Encode()); s.bytes > maxStatementBytes {
		return errors.New("too many manifests and charters")
	}
	return nil
}

const (
	maxStatements     = 4096
	maxStatementBytes = 32 << 20
)

func (s *statements) addManifest(envelope keys.Envelope) error {
	if err := s.take(envelope); err != nil {
		return err
	}
	manifest, err := keys.ReadManifest(envelope)
	if err != nil {
		return err
	}
	if s.chains == nil {
		s.chains = map[keys.PartnerID][]keys.Envelope{}
	}
	chain := append(s.chains[manifest.Partner], envelope)
	if len(s.chains) > maxStatements || len(chain) > keys.MaxChain {
		return errors.New("too many manifests")
	}
	s.chains[manifest.Partner] = chain
	return nil
}

func (s *statements) addCharter(envelope keys.Envelope) error {
	if s.charters = append(s.charters, envelope); len(s.charters) > maxStatements {
		return errors.New("too many charters")
	}
	return s.take(envelope)
}

// A Standing says whose ledger something is from, as its statements prove it.
type Standing struct {
	Origin    string
	Partner   keys.PartnerID
	Charter   channel.Charter
	Manifests []keys.Manifest // the newest of everybody named
	Founding  []keys.Envelope // their first, whose fingerprints are compared
	trust     ledger.Trust
	envelope  keys.Envelope // of the charter
}

// stand verifies the statements and finds whose ledger an origin is: that of
// the member from whose place in a charter it is computed. trusted, if not nil,
// says whether the reader holds a founding manifest from elsewhere.
func (s *statements) stand(origin string, latest time.Time, trusted func(keys.Envelope) error) (Standing, error) {
	standing := Standing{Origin: origin}
	known := channel.Known{Manifests: map[string]keys.Manifest{}}
	signing := map[keys.PartnerID][]keys.LedgerKey{}
	for partner, chain := range s.chains {
		manifest, err := keys.OpenChain(chain...)
		if err != nil {
			return standing, err
		}
		if trusted != nil {
			if err := trusted(chain[0]); err != nil {
				return standing, fmt.Errorf("manifest of partner %s (%s): %w", manifest.Code, partner, err)
			}
		}
		for _, envelope := range chain {
			if known.Manifests[envelope.HashText()], err = keys.ReadManifest(envelope); err != nil {
				return standing, err
			}
		}
		if signing[partner], err = keys.LedgerKeys(chain...); err != nil {
			return standing, err
		}
		standing.Manifests = append(standing.Manifests, manifest)
		standing.Founding = append(standing.Founding, chain[0])
	}
	for _, envelope := range s.charters {
		charter, err := channel.Open(envelope, known)
		if err != nil {
			return standing, err
		}
		for _, member := range charter.Members {
			if ledger.Origin(charter.Channel, charter.Epoch, member.Partner, 0) != origin {
				continue
			}
			standing.Partner, standing.Charter, standing.envelope = member.Partner, charter.Charter, envelope
			standing.trust = ledger.Trust{
				Origin: origin, Writer: signing[member.Partner],
				Latest: latest.Add(time.Duration(charter.ClockBound) * time.Second),
				Mirror: func(partner keys.PartnerID) []keys.LedgerKey { return signing[partner] },
			}
			return standing, charter.Founds()
		}
	}
	return standing, fmt.Errorf("no charter in it has a member whose ledger is %s", origin)
}
