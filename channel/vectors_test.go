package channel

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/access"
	"entente/keys"
	"entente/label"
	"entente/record"
)

var update = flag.Bool("update", false, "write golden files")

// vectors are for readers in other languages: two partners found a channel, and
// agree on its next epoch.
type vectors struct {
	Manifests []keys.Envelope `json:"manifests"`
	Charters  []charterVector `json:"charters"`
	Labels    []labelVector   `json:"labels"`
	Acts      []actVector     `json:"acts"` // by the first of the manifests' partners
	Next      keys.Envelope   `json:"next"` // its manifest after the first, which revokes
}

type charterVector struct {
	Payload  string        `json:"payload"` // the exact bytes that are signed
	Hash     string        `json:"hash"`
	Envelope keys.Envelope `json:"envelope"`
}

// An actVector is an entry that carries an act, over an entry before it.
type actVector struct {
	Channel record.ChannelID `json:"channel"`
	Origin  string           `json:"origin"`
	Since   time.Time        `json:"since"` // when the channel's charter was made
	Body    jsontext.Value   `json:"body"`
	Act     Spot             `json:"act"`
	Over    Spot             `json:"over"`
	Holder  string           `json:"holder"` // empty if the act does not stand
}

type labelVector struct {
	XML     string            `json:"xml"`
	Within  bool              `json:"within"` // the ceiling of the charters
	Marking map[string]string `json:"marking"`
}

func newVectors(t *testing.T) vectors {
	rok, nato := newPartner(t, 1, "rok"), newPartner(t, 2, "nato")
	before := foundedBy(t, Unanimity, rok, nato)
	founding := must(Propose(before.Charter, append(append([]keys.Private{}, rok.root...), nato.root...)...))(t)
	next := after(before, rok, nato)
	next.Created = noon.AddDate(1, 0, 0)
	v := vectors{Manifests: []keys.Envelope{rok.envelope, nato.envelope}}
	for _, e := range []keys.Envelope{founding, signedBy(t, next, rok, nato)} {
		v.Charters = append(v.Charters, charterVector{string(e.Payload), e.HashText(), e})
	}
	for _, l := range []Label{labelOf(t, "UNCLASSIFIED", "KOR", "NATO"), labelOf(t, "RESTRICTED", "KOR", "NATO", "JPN"),
		labelOf(t, "UNCLASSIFIED", "KOR"), labelOf(t, "SECRET", "KOR", "NATO")} {
		vector := labelVector{XML: string(l), Within: label.Shipped().Within(l, before.Ceiling) == nil, Marking: map[string]string{}}
		for _, lang := range []string{"en", "fr", "ko"} {
			vector.Marking[lang] = label.Shipped().Marking(l, lang).Text
		}
		v.Labels = append(v.Labels, vector)
	}
	d := newDelegation(t)
	v.Next = d.revoking(t, noon.Add(3*time.Hour), keys.Revocation{Mandate: d.first.HashText(), Ledgers: []keys.LedgerEnd{{Origin: d.facts.Origin, Size: 9}}})
	for _, made := range []struct {
		key     keys.Private
		mandate keys.Envelope
		act     Spot
		holder  string
	}{
		{d.one, d.first, actSpot, "desk-7"},
		{d.deputy, d.first, actSpot, "desk-8"},
		{d.one, d.first, Spot{9, actSpot.At}, ""},
		{d.two, d.second, Spot{9, actSpot.At}, "desk-9"},
		{d.two, d.first, actSpot, ""},
	} {
		v.Acts = append(v.Acts, actVector{
			Channel: d.facts.Channel, Origin: d.facts.Origin, Since: d.facts.Since, Act: made.act, Over: overSpot, Holder: made.holder,
			Body: must(d.act(t, 1, access.Release, made.key, made.mandate).Encode())(t),
		})
	}
	return v
}

func TestVectorsHold(t *testing.T) {
	path := filepath.Join("testdata", "vectors.json")
	if *update {
		text := must(json.Marshal(newVectors(t), json.Deterministic(true), jsontext.WithIndent("  ")))(t)
		if err := os.WriteFile(path, append(text, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var v vectors
	if err := json.Unmarshal(must(os.ReadFile(path))(t), &v, json.RejectUnknownMembers(true)); err != nil {
		t.Fatal(err)
	}
	known := Known{Manifests: map[string]keys.Manifest{}}
	for _, e := range v.Manifests {
		known.Manifests[e.HashText()] = must(keys.OpenManifest(e))(t)
	}
	founding := must(Open(v.Charters[0].Envelope, known))(t)
	if err := founding.Founds(); err != nil {
		t.Error(err)
	}
	if _, err := Succeeds(founding, v.Charters[1].Envelope, known); err != nil {
		t.Error(err)
	}
	for i, c := range v.Charters {
		read := must(Decode([]byte(c.Payload)))(t)
		if !bytes.Equal(must(read.Encode())(t), c.Envelope.Payload) || c.Envelope.HashText() != c.Hash {
			t.Errorf("charter %d is written or hashed otherwise today", i)
		}
	}
	first := must(keys.OpenManifest(v.Manifests[0]))(t)
	second := must(keys.OpenSuccessor(first, v.Manifests[0], v.Next))(t)
	for i, a := range v.Acts {
		facts := Authority{Partner: first.Partner, Channel: a.Channel, Origin: a.Origin, Since: a.Since, Manifests: []keys.Manifest{first, second}}
		if stands, err := facts.Stands(must(DecodeAct(a.Body))(t), a.Act, a.Over); stands.By.Holder != a.Holder {
			t.Errorf("act %d stands by %q, expected %q: %v", i, stands.By.Holder, a.Holder, err)
		}
	}
	policies := must(founding.Pinned(label.Shipped()))(t)
	for _, l := range v.Labels {
		if err := policies.Within([]byte(l.XML), founding.Ceiling); (err == nil) != l.Within {
			t.Errorf("%s: %v, expected within: %v", l.XML, err, l.Within)
		}
		for lang, want := range l.Marking {
			if got := policies.Marking([]byte(l.XML), lang).Text; got != want {
				t.Errorf("marking in %s is %q, expected %q", lang, got, want)
			}
		}
	}
}
