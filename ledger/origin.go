package ledger

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"strings"

	"entente/keys"
	"entente/record"
)

// originPrefix is under a name that never resolves (RFC 2606): an origin is a
// name, not an address.
const originPrefix = "ledger.entente.invalid/"

const originDomain = "entente origin 1\n"

// Origin names the ledger of one partner in one epoch of a channel. Every member
// can compute it; to anyone else it says nothing, because the channel's id is
// random and known to members only. incarnation counts how often the partner had
// to begin that ledger anew; it is 0 for the first.
func Origin(channel record.ChannelID, epoch int, partner keys.PartnerID, incarnation int) string {
	preimage := []byte(originDomain)
	preimage = append(preimage, channel[:]...)
	preimage = binary.BigEndian.AppendUint32(preimage, uint32(epoch))
	preimage = append(preimage, partner[:]...)
	preimage = binary.BigEndian.AppendUint32(preimage, uint32(incarnation))
	hash := sha256.Sum256(preimage)
	return originPrefix + strings.ToLower(base32.StdEncoding.EncodeToString(hash[:20]))
}
