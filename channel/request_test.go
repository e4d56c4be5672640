package channel

import (
	"errors"
	"testing"

	"entente/access"
	"entente/keys"
	"entente/record"
)

// asking is a request for one signature in a channel of two.
func asking(t *testing.T) (Request, record.Entry) {
	rok, nato := newPartner(t, 1, "rok"), newPartner(t, 2, "nato")
	founded := foundedBy(t, Unanimity, rok, nato)
	entry := sealedNote(t, founded.Channel, rok.id(), 4, `{"title":{"en":"Plan"}}`)
	return Request{
		Charter:   must(Propose(founded.Charter, append(append([]keys.Private{}, rok.root...), nato.root...)...))(t),
		Manifests: []keys.Envelope{rok.envelope, nato.envelope}, Partner: rok.id(), Origin: "a ledger",
		Asked: []Asked{{Act: access.Release, Entry: record.AppendEntry(nil, entry)}},
	}, entry
}

func sealedNote(t *testing.T, in record.ChannelID, by keys.PartnerID, index int64, body string) record.Entry {
	ids := &record.IDs{}
	header := must(record.Header{
		Kind: "test/note", Schema: 1, ID: ids.Next(in, by, noon), Revision: 1, Channel: in, Partner: by, Office: "desk", Actor: "a", At: noon,
	}.Encode())(t)
	return sealedEntry(t, index, header, body)
}

func sealedEntry(t *testing.T, index int64, header []byte, body string) record.Entry {
	entry := must(record.Seal(random(byte(index)), []record.Part{
		{Type: record.LabelPart, Content: labelOf(t, "UNCLASSIFIED", "KOR", "NATO")},
		{Type: record.HeaderPart, Content: header}, {Type: record.BodyPart, Content: []byte(body)},
	}))(t)
	entry.Index = index
	return entry
}

func TestARequestShowsExactlyWhatIsSigned(t *testing.T) {
	request, entry := asking(t)
	request = must(DecodeRequest(must(request.Encode())(t)))(t)
	terms, members, err := request.Terms()
	if err != nil || len(members) != 2 {
		t.Fatal(err)
	}
	read := must(request.Open(request.Asked[0], terms.Channel))(t)
	if body, _ := read.Entry.Content(record.BodyPart); string(body) != `{"title":{"en":"Plan"}}` || read.Entry.Leaf != entry.Leaf || read.Header.Kind != "test/note" {
		t.Errorf("shown is %+v", read)
	}
}

func TestARequestThatShowsSomethingElseIsNotSigned(t *testing.T) {
	for name, change := range map[string]func(*Request, record.Entry){
		"another text": func(r *Request, e record.Entry) {
			e.Parts[2].Content = []byte(`{"title":{"en":"Harmless"}}`)
			r.Asked[0].Entry = record.AppendEntry(nil, e)
		},
		"another leaf": func(r *Request, e record.Entry) {
			e.Leaf[9]++
			r.Asked[0].Entry = record.AppendEntry(nil, e)
		},
		"a part that is not shown": func(r *Request, e record.Entry) {
			e.Parts[2].State = record.Withheld
			r.Asked[0].Entry = record.AppendEntry(nil, e)
		},
		"an entry of another partner": func(r *Request, _ record.Entry) { r.Partner = newPartner(t, 2, "nato").id() },
		"an unknown act":              func(r *Request, _ record.Entry) { r.Asked[0].Act = "publish" },
		"entries that no list names":  func(r *Request, _ record.Entry) { r.Asked[0].Listed = [][]byte{r.Asked[0].Entry} },
	} {
		request, entry := asking(t)
		change(&request, entry)
		terms, _, err := request.Terms()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if _, err := request.Open(request.Asked[0], terms.Channel); !errors.Is(err, ErrSigningRequest) {
			t.Errorf("%s: %v", name, err)
		}
	}
	request, _ := asking(t)
	if _, err := request.Open(request.Asked[0], record.ChannelID{9}); !errors.Is(err, ErrSigningRequest) {
		t.Errorf("an entry of another channel: %v", err)
	}
	request.Charter.Signatures = request.Charter.Signatures[:1]
	if _, _, err := request.Terms(); !errors.Is(err, ErrSigningRequest) {
		t.Errorf("a charter that the members have not signed: %v", err)
	}
}

func TestAListIsSignedOnlyWithJustTheEntriesThatItNames(t *testing.T) {
	request, first := asking(t)
	terms, _, err := request.Terms()
	if err != nil {
		t.Fatal(err)
	}
	second := sealedNote(t, terms.Channel, request.Partner, 5, `{"title":{"en":"Second"}}`)
	other := sealedNote(t, terms.Channel, request.Partner, 5, `{"title":{"en":"Other"}}`)
	ids := &record.IDs{}
	header := must(record.Header{
		Kind: KindList, Schema: 1, ID: ids.Next(terms.Channel, request.Partner, noon), Revision: 1,
		Channel: terms.Channel, Partner: request.Partner, Office: "desk", Actor: "a", At: noon,
	}.Encode())(t)
	body := must(List{Leaves: []Listed{{4, first.Leaf}, {5, second.Leaf}}}.Encode())(t)
	list := record.AppendEntry(nil, sealedEntry(t, 6, header, string(body)))
	encoded := func(entries ...record.Entry) (all [][]byte) {
		for _, e := range entries {
			all = append(all, record.AppendEntry(nil, e))
		}
		return all
	}
	if read := must(request.Open(Asked{access.Release, list, encoded(first, second)}, terms.Channel))(t); len(read.Listed) != 2 {
		t.Errorf("%d entries are shown", len(read.Listed))
	}
	for name, listed := range map[string][][]byte{
		"none": nil, "one": encoded(first), "another": encoded(first, other), "in another order": encoded(second, first),
	} {
		if _, err := request.Open(Asked{access.Release, list, listed}, terms.Channel); !errors.Is(err, ErrSigningRequest) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
