package keys

// Root is who may speak for a partner about its own keys: at least Threshold
// of Keys sign. A root of one person uses an Ed25519 and an ML-DSA-87 key with
// a threshold of two, so that both algorithms must fail before a root can be
// forged.
type Root struct {
	Threshold int      `json:"threshold"`
	Keys      []Public `json:"keys"`
}
