package channel

import "strings"

// KindPrefix is before the names of the kinds with which a channel governs
// itself; ExchangePrefix before those that say what a node received. No feature
// may declare a kind under them, and none of them is ever released.
const (
	KindPrefix     = "channel/"
	ExchangePrefix = "exchange/"
)

// Kinds that docs/formats/channel.md lays down. All are at schema 1.
const (
	KindRelease           = "channel/release"            // what was released, on the narrow side
	KindAct               = "channel/act"                // a mandate holder's signature under another entry
	KindSeal              = "channel/seal"               // the last entry of a ledger that an epoch ended
	KindList              = "channel/list"               // entries that one act is over
	KindText              = "channel/text"               // a text of many leaves
	KindAmendment         = "channel/amendment"          // a revision proposed to whoever holds the pen
	KindHandover          = "channel/handover"           // gives a pen away
	KindAcceptance        = "channel/acceptance"         // takes it, or takes it back
	KindRefusal           = "channel/refusal"            // does not take it
	KindWithdrawal        = "channel/withdrawal"         // orders that parts be withdrawn
	KindWithdrawalRequest = "channel/withdrawal-request" // asks one who quoted them for such an order
	KindWithdrawalReceipt = "channel/withdrawal-receipt" // answers an order
	KindAnchor            = "channel/anchor"             // commits to the heads of private ledgers
	KindAudit             = "channel/audit"              // lines of the audit spool, in the audit ledger
	KindIncarnation       = "channel/incarnation"        // leaf 0 of a ledger begun anew
	KindCountersign       = "channel/countersign"        // agrees to an incarnation
	KindDelivery          = "exchange/delivery"          // every part of an entry was here
	KindEvidence          = "exchange/evidence"          // two statements that contradict each other
)

// Reserved reports whether a kind belongs to the channel or to the exchange.
func Reserved(kind string) bool {
	return strings.HasPrefix(kind, KindPrefix) || strings.HasPrefix(kind, ExchangePrefix)
}
