package web

import (
	"context"
	"strings"

	"entente/keys"
	"entente/ledger"
	"entente/node"
	"entente/record"
	"entente/ui"
)

// A checked proof is a proof file that this node made and, before it says a
// word about it, verified as a stranger would: the parts against the leaf, the
// leaf against the root, the root against the writer's signatures.
type checked struct {
	Index      int64
	Leaf       record.Leaf
	Parts      []record.Part
	Checkpoint ledger.Checkpoint
	Cosigners  []keys.PartnerID
	Hashes     int
	Bytes      int
	Err        error // why it does not hold
}

func checkProof(ctx context.Context, n *node.Node, origin string, index int64) checked {
	file, err := n.Proof(ctx, origin, index)
	if err != nil {
		return checked{Index: index, Err: err}
	}
	proof, err := ledger.ParseProof(file)
	if err != nil {
		return checked{Index: index, Err: err}
	}
	c := checked{Index: index, Leaf: proof.Entry.Leaf, Parts: proof.Entry.Parts, Hashes: len(proof.Hashes), Bytes: len(file)}
	for _, line := range ledger.CosignatureLines(proof.Checkpoint) {
		if partner, ok := ledger.Cosigner(line); ok {
			c.Cosigners = append(c.Cosigners, partner)
		}
	}
	if c.Checkpoint, c.Err = n.OpenCheckpoint(ctx, origin, proof.Checkpoint); c.Err != nil {
		return c
	}
	if c.Err = proof.Entry.Verify(); c.Err != nil {
		return c
	}
	c.Err = ledger.VerifyInclusion(proof.Hashes, c.Checkpoint.Size, c.Checkpoint.Root, index, c.Leaf)
	return c
}

// proofView is the proof of one revision in words.
func proofView(r reader, s standing, revision int, writer keys.PartnerID, c checked, file string) ui.Proof {
	view := ui.Proof{Title: r.say("Proof"), Check: ui.To("/check", r.say("How to check it yourself"))}
	which := []string{"n", r.count(int64(revision)), "entry", r.count(c.Index), "partner", s.code(writer)}
	if c.Err != nil {
		view.Verdict = ui.Status{Glyph: ui.Square, Tone: ui.Bad, Word: r.say("Revision {n}, entry {entry} of the ledger of {partner}, cannot be proved here.", which...)}
		return view
	}
	view.Verdict = ui.Status{Glyph: ui.Tick, Tone: ui.Good, Word: r.say("Revision {n} is entry {entry} of the ledger of {partner}, unchanged.", which...)}
	view.File = ui.To(file, r.say("Proof file"))
	view.Size = r.Count("{n} byte|{n} bytes", int64(c.Bytes))
	view.Pairs = []ui.Pair{
		{Term: r.say("Leaf"), Value: ui.Hash(short(c.Leaf[:]))},
		{Term: r.say("Checkpoint"), Value: ui.Words(r.say("at {size}, signed {time}", "size", r.count(c.Checkpoint.Size), "time", r.moment(c.Checkpoint.Time)))},
		{Term: r.say("Signatures"), Value: ui.Words("Ed25519, ML-DSA-44")},
		{Term: r.say("Cosigned"), Value: ui.Words(s.cosigned(r, c))},
		{Term: r.say("Path"), Value: ui.Words(r.Count("{n} hash|{n} hashes", int64(c.Hashes)))},
	}
	for _, part := range c.Parts {
		view.Pairs = append(view.Pairs, ui.Pair{Term: r.partType(part.Type), Value: r.partState(part.State).Show()})
	}
	return view
}

func (s standing) cosigned(r reader, c checked) string {
	if len(c.Cosigners) == 0 {
		return r.say("by nobody yet")
	}
	var codes []string
	for _, partner := range c.Cosigners {
		codes = append(codes, s.code(partner))
	}
	return r.say("by {partners}, at {size}", "partners", strings.Join(codes, ", "), "size", r.count(c.Checkpoint.Size))
}
