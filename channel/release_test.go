package channel

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"entente/keys"
	"entente/label"
	"entente/record"
)

// Task is a kind with everything that a release must think of.
type Task struct {
	Title   record.Text               `json:"title" is:"required" en:"Title"`
	Parent  record.Ref                `json:"parent" to:"test/task" en:"Parent"`
	See     []record.Ref              `json:"see" to:"test/task" en:"See"`
	Steps   []Step                    `json:"steps" en:"Steps"`
	Reserve record.Money              `json:"reserve" is:"sensitive" en:"Reserve"`
	Contact record.Personal[string]   `json:"contact" en:"Contact"`
	Source  record.Personal[string]   `json:"source" is:"sensitive" en:"Source"`
	Helpers []record.Personal[string] `json:"helpers" en:"Helpers"`
	record.Basics
}

type Step struct {
	Text  string     `json:"text" en:"Text"`
	After record.Ref `json:"after" to:"test/task" en:"After"`
	Doubt string     `json:"doubt" is:"sensitive" en:"Doubt"`
	record.Extra
}

var tasks = record.Declare(record.Of[Task]{Name: "test/task", Version: 1, Title: "Task|Tasks"})

var (
	self    = keys.PartnerID{1}
	other   = keys.PartnerID{2}
	private = record.ChannelID{0xaa}
	shared  = record.ChannelID{0xbb}
)

// A desk drafts privately and keeps what a release made of its drafts, as the
// node does.
type desk struct {
	t        testing.TB
	ids      record.IDs
	records  map[record.ID]Selected
	released map[record.ID]Counterpart
}

func newDesk(t testing.TB) *desk {
	return &desk{t: t, records: map[record.ID]Selected{}, released: map[record.ID]Counterpart{}}
}

func (d *desk) newID() record.ID { return d.ids.Next(private, self, noon) }

func (d *desk) write(id record.ID, task Task) {
	d.t.Helper()
	body, personal, err := tasks.Encode(task)
	if err != nil {
		d.t.Fatal(err)
	}
	d.records[id] = must(Select(tasks.Kind, id, 1, d.records[id].Revision+1, body, personal, labelOf(d.t, "UNCLASSIFIED")))(d.t)
}

func (d *desk) release(ids ...record.ID) Release {
	r := Release{
		Self: self, Narrow: private, Wide: shared, Ceiling: labelOf(d.t, "RESTRICTED", "KOR", "NATO"), Policies: label.Shipped(),
		At: noon.AddDate(0, 1, 0), NewID: func() record.ID { return d.ids.Next(shared, self, noon) },
	}
	for _, id := range ids {
		r.Records = append(r.Records, d.records[id])
	}
	for _, c := range d.released {
		r.Counterparts = append(r.Counterparts, c)
	}
	return r
}

// apply does what the node does: revisions on the wide side, links on this one.
func (d *desk) apply(p Plan) {
	for _, i := range p.Items {
		if i.Action == Create || i.Action == Revise {
			d.released[i.Narrow] = Counterpart{Narrow: i.Narrow, Kind: i.Kind, Wide: i.ID, Revision: i.After + 1, Pen: self, Body: i.Body, Label: i.Label}
		}
	}
}

func (d *desk) plan(r Release) Plan {
	d.t.Helper()
	p := must(r.Plan())(d.t)
	for _, refused := range p.Refused {
		d.t.Fatal(refused.Err)
	}
	return p
}

func refTo(id record.ID) record.Ref { return record.Ref{Kind: "test/task", ID: id} }

func TestAReleaseCarriesOnlyWhatMayLeave(t *testing.T) {
	d := newDesk(t)
	parent, child, behind := d.newID(), d.newID(), d.newID()
	d.write(parent, Task{Title: record.Text{EN: "Parent"}})
	d.write(child, Task{
		Title: record.Text{EN: "Child", KO: "과제"}, Parent: refTo(parent), See: []record.Ref{refTo(behind), refTo(parent)},
		Steps:   []Step{{Text: "one", Doubt: "weak"}, {Text: "two", After: refTo(behind)}},
		Reserve: must(record.ParseMoney("EUR 500"))(t),
		Contact: record.PersonalValue("Kim"), Source: record.PersonalValue("informant"), Helpers: []record.Personal[string]{record.PersonalValue("Lee")},
		Basics: record.Basics{External: []record.ExternalID{{Scheme: "key", Value: "row-7"}}},
	})
	p := d.plan(d.release(child, parent))
	item := p.Items[0]
	want := fmt.Sprintf(`{"title":{"en":"Child","ko":"과제"},"parent":{"kind":"test/task","id":"%s"},"see":[{"kind":"test/task","id":"%s"}],`+
		`"steps":[{"text":"one"},{"text":"two"}],"helpers":[]}`, p.Items[1].ID, p.Items[1].ID)
	if string(item.Body) != want || item.Action != Create || len(item.Personal) != 0 {
		t.Errorf("%s\n%s\nexpected\n%s", item.Action, item.Body, want)
	}
	var removed []string
	for _, r := range item.Removed {
		removed = append(removed, r.Path+" "+string(r.Reason))
	}
	if got := strings.Join(removed, ", "); got != "contact personal, external external, helpers.1 personal, reserve sensitive, see.1 reference, source sensitive, steps.1.doubt sensitive, steps.2.after reference" {
		t.Errorf("removed: %s", got)
	}
	if m := label.Shipped().Marking(item.Label, "en"); m.Text != "UNCLASSIFIED · RELEASABLE TO KOR, NATO" {
		t.Errorf("marked %q", m.Text)
	}
	if problems := tasks.Validate(item.Body); len(problems) > 0 {
		t.Errorf("the counterpart is not valid: %v", problems)
	}

	r := d.release(child, parent)
	r.KeepExternal, r.KeepPersonal = true, true
	item = d.plan(r).Items[0]
	if len(item.Personal) != 2 || string(item.Personal[0]) != `"Kim"` || string(item.Personal[1]) != `"Lee"` {
		t.Errorf("personal values carried: %q", item.Personal)
	}
	for _, piece := range []string{`"contact":{"part":3}`, `"helpers":[{"part":4}]`, `"row-7"`} {
		if !strings.Contains(string(item.Body), piece) {
			t.Errorf("asked for, and not carried: %s in\n%s", piece, item.Body)
		}
	}
}

func TestARoundRevisesTheCounterpartAndNeverDuplicates(t *testing.T) {
	d := newDesk(t)
	a, b := d.newID(), d.newID()
	d.write(a, Task{Title: record.Text{EN: "A"}, See: []record.Ref{refTo(b)}})
	d.write(b, Task{Title: record.Text{EN: "B"}})
	first := d.plan(d.release(a))
	d.apply(first)
	if first.Items[0].Action != Create || len(first.Items[0].Removed) != 1 {
		t.Fatalf("first round: %+v", first.Items[0])
	}
	if again := d.plan(d.release(a)); again.Items[0].Action != Unchanged {
		t.Errorf("released again as it is: %s", again.Items[0].Action)
	}
	d.apply(d.plan(d.release(b)))
	// Now the reference has somewhere to point, though the record did not change.
	second := d.plan(d.release(a)).Items[0]
	if second.Action != Revise || second.ID != first.Items[0].ID || second.After != 1 || !bytes.Contains(second.Body, []byte(d.released[b].Wide.String())) {
		t.Errorf("second round: %s of %s after %d: %s", second.Action, second.ID, second.After, second.Body)
	}
	r := d.release(a)
	for i := range r.Counterparts {
		r.Counterparts[i].Pen = other
	}
	if third := d.plan(r).Items[0]; third.Action != Amend || third.Pen != other || third.ID != first.Items[0].ID {
		t.Errorf("where another holds the pen: %s to %s", third.Action, third.Pen)
	}
}

func TestWhatCannotBeReleasedIsRefusedByName(t *testing.T) {
	d := newDesk(t)
	plain, pasted, secret, hidden := d.newID(), d.newID(), d.newID(), d.newID()
	d.write(plain, Task{Title: record.Text{EN: "plain"}})
	d.write(pasted, Task{Title: record.Text{EN: "see http://rok.localhost/r/" + strings.ToUpper(plain.String())}})
	d.write(secret, Task{Title: record.Text{EN: "secret"}})
	d.write(hidden, Task{Title: record.Text{EN: "hidden"}, Contact: record.PersonalValue("see " + plain.String())})
	reserved := d.records[plain]
	reserved.ID, reserved.Kind = d.newID(), KindSeal
	wrong := d.records[plain]
	wrong.ID, wrong.Sensitive = d.newID(), []string{"reserve"}

	r := d.release(plain, pasted, secret, hidden)
	r.KeepPersonal = true
	r.Records = append(r.Records, reserved, wrong)
	r.Labels = map[record.ID][]byte{secret: labelOf(t, "SECRET", "KOR", "NATO")}
	p := must(r.Plan())(t)
	if len(p.Items) != 1 || p.Items[0].Narrow != plain {
		t.Errorf("%d records can be released, expected one", len(p.Items))
	}
	want := map[record.ID]error{pasted: ErrNames, hidden: ErrNames, secret: label.ErrAbove, reserved.ID: ErrReserved, wrong.ID: nil}
	for _, refused := range p.Refused {
		if wanted := want[refused.Narrow]; wanted != nil && !errors.Is(refused.Err, wanted) {
			t.Errorf("%v, expected %v", refused.Err, wanted)
		}
		delete(want, refused.Narrow)
	}
	if len(want) > 0 {
		t.Errorf("not refused: %v", want)
	}
	for name, change := range map[string]func(*Release){
		"nothing":          func(r *Release) { r.Records = nil },
		"a record twice":   func(r *Release) { r.Records = append(r.Records, r.Records[0]) },
		"two counterparts": func(r *Release) { r.Counterparts = []Counterpart{{Narrow: plain}, {Narrow: plain}} },
	} {
		r := d.release(plain)
		change(&r)
		if _, err := r.Plan(); err == nil {
			t.Errorf("%s was planned", name)
		}
	}
	if _, err := Select(tasks.Kind, plain, 2, 1, []byte(`{}`), nil, nil); !errors.Is(err, ErrSchema) {
		t.Errorf("a schema version that is not known: %v", err)
	}
}

// sealed makes the entries of both sides.
func sealed(t testing.TB, source *countingReader, channel record.ChannelID, id record.ID, label, body []byte, personal [][]byte) record.Entry {
	t.Helper()
	h := record.Header{Kind: "test/task", Schema: 1, ID: id, Revision: 1, Channel: channel, Partner: self, Office: "desk", Actor: channel.String()[:8], At: noon}
	parts := []record.Part{{Type: record.LabelPart, Content: label}, {Type: record.HeaderPart, Content: must(h.Encode())(t)}, {Type: record.BodyPart, Content: body}}
	for _, p := range personal {
		parts = append(parts, record.Part{Type: record.PersonalPart, Content: p})
	}
	return must(record.Seal(source, parts))(t)
}

type countingReader struct {
	from interface{ Read([]byte) (int, error) }
}

func (c *countingReader) Read(p []byte) (int, error) { return c.from.Read(p) }

// Nothing that identifies or commits to a record is common to both sides: not 8
// bytes of an id, a salt, a commitment or a leaf.
func TestTheTwoSidesOfAReleaseCannotBeMatched(t *testing.T) {
	seeds := byte(0)
	rapid.Check(t, func(rt *rapid.T) {
		seeds++
		source := &countingReader{random(seeds)}
		d := newDesk(t)
		var ids []record.ID
		for range rapid.IntRange(1, 6).Draw(rt, "records") {
			ids = append(ids, d.newID())
		}
		for _, id := range ids {
			d.write(id, Task{
				Title:  record.Text{EN: rapid.StringMatching(`[a-z]{0,8}x`).Draw(rt, "title")},
				Parent: refTo(rapid.SampledFrom(ids).Draw(rt, "parent")),
				See:    []record.Ref{refTo(rapid.SampledFrom(ids).Draw(rt, "see"))},
			})
		}
		chosen := rapid.SliceOfNDistinct(rapid.SampledFrom(ids), 1, len(ids), rapid.ID[record.ID]).Draw(rt, "chosen")
		p := d.plan(d.release(chosen...))
		d.apply(p)
		narrow, wide := map[[8]byte]bool{}, map[[8]byte]bool{}
		for _, i := range p.Items {
			s := d.records[i.Narrow]
			for _, side := range []struct {
				windows map[[8]byte]bool
				entry   record.Entry
				id      record.ID
			}{
				{narrow, sealed(t, source, private, i.Narrow, s.Label, s.Body, s.Personal), i.Narrow},
				{wide, sealed(t, source, shared, i.ID, i.Label, i.Body, i.Personal), i.ID},
			} {
				identifying := [][]byte{side.id[:], side.entry.Leaf[:], side.entry.Salt[:]}
				for _, part := range side.entry.Parts {
					identifying = append(identifying, part.Salt[:], part.Commitment[:])
				}
				for _, b := range identifying {
					for at := 0; at+8 <= len(b); at++ {
						side.windows[[8]byte(b[at:])] = true
					}
				}
			}
			for _, id := range ids {
				if bytes.Contains(i.Body, []byte(id.String())) {
					rt.Errorf("private id %s stands in what was released: %s", id, i.Body)
				}
			}
		}
		for window := range narrow {
			if wide[window] {
				rt.Errorf("both sides hold %x", window)
			}
		}
		// A second round of everything makes no second counterpart of anything.
		again := d.plan(d.release(ids...))
		seen := map[record.ID]bool{}
		for _, i := range again.Items {
			if seen[i.ID] {
				rt.Errorf("two records become %s", i.ID)
			}
			seen[i.ID] = true
			if before, released := d.released[i.Narrow]; released && (i.ID != before.Wide || i.Action == Create) {
				rt.Errorf("%s of %s, which is released as %s already", i.Action, i.ID, before.Wide)
			}
		}
	})
}

func TestABranchIsEverythingBelowOnce(t *testing.T) {
	ids := make([]record.ID, 5)
	for i := range ids {
		ids[i] = record.ID{byte(i + 1)}
	}
	below := map[record.ID][]record.ID{ids[0]: {ids[1], ids[2]}, ids[1]: {ids[3]}, ids[2]: {ids[3]}, ids[3]: {ids[0]}}
	branch := must(Branch(ids[0], func(id record.ID) ([]record.ID, error) { return below[id], nil }))(t)
	if !slices.Equal(branch, ids[:4]) {
		t.Errorf("branch is %v", branch)
	}
	_, err := Branch(ids[0], func(id record.ID) ([]record.ID, error) {
		next := id
		next[15]++
		if next[15] == 0 {
			next[14]++
		}
		return []record.ID{next}, nil
	})
	if err == nil {
		t.Error("a branch without end was taken")
	}
	failure := errors.New("disk")
	if _, err := Branch(ids[0], func(record.ID) ([]record.ID, error) { return nil, failure }); !errors.Is(err, failure) {
		t.Errorf("a failing store: %v", err)
	}
}
