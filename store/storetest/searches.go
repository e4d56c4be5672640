package storetest

import (
	"reflect"
	"slices"
	"testing"

	"entente/record"
	"entente/store"
)

func writeTexts(t *testing.T, s store.Store, texts ...string) []Fact {
	update(t, s, Create)
	ids := &record.IDs{}
	var facts []Fact
	for _, text := range texts {
		facts = append(facts, NewFact(ids, text))
	}
	update(t, s, func(tx *store.Tx) error { return WriteFacts(tx, Random(1), facts...) })
	return facts
}

// found is the texts of the hits.
func found(t *testing.T, s store.Store, q store.SearchQuery) []string {
	t.Helper()
	var texts []string
	view(t, s, func(tx *store.Tx) error {
		for _, hit := range must(tx.Search(q)) {
			texts = append(texts, hit.Title.EN)
		}
		return nil
	})
	return texts
}

func searchFindsKorean(t *testing.T, s store.Store) {
	korean, mixed, french, japanese := "대한민국과 북대서양조약기구의 국방협력", "ITPP2023년 사이버방위 연습", "Coopération à l’Île-de-France", "防衛協力ワークショップ"
	writeTexts(t, s, korean, mixed, french, japanese, "English words only")
	for query, want := range map[string][]string{
		"민국": {korean}, "국방": {korean}, "협력": {korean}, "조약기구": {korean}, "과": {korean}, "한": {korean}, "력": {korean}, // 력 is the last of its run
		"국협": nil, "대민": nil, // neither of these is in the text: 국방협력, 대한민국
		"방위": {mixed}, "itpp2023": {mixed}, "ITPP2023년": {mixed}, "연습 사이버": {mixed}, "사이버 국방": nil,
		"cooperation": {french}, "COOPÉRATION ile": {french}, "coop": {french}, "ｃｏｏｐ": {french}, "peration": nil,
		"防衛": {japanese}, "協力": {japanese}, "ワーク": {japanese}, "衛力": nil,
		"\u1100\u116e\u11a8\u1107\u1161\u11bc": {korean}, // 국방, typed as single letters
		"words":                                {"English words only"}, "word": {"English words only"}, "word only": nil, "o": nil, "": nil, "…": nil,
	} {
		if got := found(t, s, store.SearchQuery{Text: query}); !slices.Equal(got, want) {
			t.Errorf("%q finds %q, expected %q", query, got, want)
		}
	}
}

func searchTakesNoSyntax(t *testing.T, s store.Store) {
	writeTexts(t, s, "near and not or", `a "quoted" word`, "plain text")
	for query, want := range map[string][]string{
		"plain OR near": nil, "NOT plain": nil, "plain*": {"plain text"}, `"`: nil, `"plain text`: {"plain text"}, "text:plain": {"plain text"},
		"{scope} : plain": nil, "^plain": {"plain text"}, "(plain": {"plain text"}, "near(and, 2)": nil, "near and": {"near and not or"},
		`quoted" OR "plain`: nil, "plain -text": {"plain text"}, "plain\x00text": {"plain text"}, "\xff\xfeplain": {"plain text"}, "pl%": {"plain text"},
		"c07000000000000000000000000000000": nil, "$1": nil, "';--": nil,
	} {
		if got := found(t, s, store.SearchQuery{Text: query}); !slices.Equal(got, want) {
			t.Errorf("%q finds %q, expected %q", query, got, want)
		}
	}
}

func searchStaysInItsChannels(t *testing.T, s store.Store) {
	update(t, s, Create)
	facts := manyFacts(60)
	for i := range facts {
		facts[i].Text = "same words"
	}
	update(t, s, func(tx *store.Tx) error { return WriteFacts(tx, Random(1), facts...) })
	for _, q := range []store.SearchQuery{
		{}, {Channels: []record.ChannelID{private}}, {Channels: []record.ChannelID{private, shared}}, {Channels: []record.ChannelID{{9}}},
		{Kinds: []string{"programme/area"}}, {Kinds: []string{"programme/area", "x/y"}, Channels: []record.ChannelID{shared}},
	} {
		q.Text = "same"
		var want []record.ID
		for _, f := range slices.Backward(facts) { // the newest first
			if (q.Channels == nil || slices.Contains(q.Channels, f.Channel)) && (q.Kinds == nil || slices.Contains(q.Kinds, f.Kind)) {
				want = append(want, f.ID)
			}
		}
		var got []record.ID
		view(t, s, func(tx *store.Tx) error {
			for q.Limit = 7; ; {
				page := must(tx.Search(q))
				for _, hit := range page {
					got, q.Before = append(got, hit.ID), hit.Arrived
				}
				if len(page) < q.Limit {
					return nil
				}
			}
		})
		if !slices.Equal(got, want) {
			t.Errorf("%+v finds %d, expected %d, or in another order", q, len(got), len(want))
		}
	}
}

func aRevisionReplacesWhatSearchFinds(t *testing.T, s store.Store) {
	facts := writeTexts(t, s, "first wording", "another")
	next := facts[0]
	next.Revision, next.Text, next.Previous = 2, "second version", record.Leaf{1}
	update(t, s, func(tx *store.Tx) error {
		must(0, WriteFacts(tx, Random(2), next))
		if hits := must(tx.Search(store.SearchQuery{Text: "wording"})); len(hits) > 0 {
			t.Errorf("inside the update the old text is found")
		}
		return nil
	})
	if got := found(t, s, store.SearchQuery{Text: "version"}); !slices.Equal(got, []string{"second version"}) {
		t.Errorf("new text finds %q", got)
	}
	if got := found(t, s, store.SearchQuery{Text: "wording"}); got != nil {
		t.Errorf("old text finds %q", got)
	}
}

// answers is what a node with these facts says to a number of questions.
func answers(tx *store.Tx, facts []Fact) (all []any) {
	channel := shared
	for _, q := range []store.RecordQuery{{}, {Kind: "programme/area"}, {Channel: &channel, Descending: true, Limit: 10}} {
		all = append(all, must(tx.Records(q)), must(tx.CountRecords(q)))
	}
	for _, text := range []string{"a", "b", "군사"} {
		all = append(all, must(tx.Search(store.SearchQuery{Text: text, Limit: 5})))
	}
	for _, f := range facts {
		all = append(all, must(tx.Record(f.Channel, f.ID)), must(tx.Revisions(f.Channel, f.ID)))
	}
	return all
}

func aRebuildGivesTheSameAnswers(t *testing.T, s store.Store) {
	update(t, s, Create)
	facts := manyFacts(40)
	update(t, s, func(tx *store.Tx) error { return WriteFacts(tx, Random(1), facts...) })
	var before, after []any
	view(t, s, func(tx *store.Tx) error {
		before = answers(tx, facts)
		return nil
	})
	update(t, s, func(tx *store.Tx) error {
		must(0, tx.PutRecord(must(tx.Record(facts[0].Channel, facts[0].ID)))) // its text must not outlive the drop
		must(0, tx.DropProjections())
		if n := must(tx.CountRecords(store.RecordQuery{})); n != 0 || must(tx.Ledger(Origin)).Folded != 0 {
			t.Errorf("%d records after the drop", n)
		}
		return nil
	})
	if got := found(t, s, store.SearchQuery{Text: "a"}); got != nil {
		t.Errorf("after the drop search finds %q", got)
	}
	update(t, s, func(tx *store.Tx) error {
		for i := len(facts) - 1; i >= 0; i-- { // ledgers may be folded in another order
			must(0, PutFact(tx, Origin, facts[i], must(tx.Entry(Origin, int64(i)))))
		}
		return nil
	})
	view(t, s, func(tx *store.Tx) error {
		after = answers(tx, facts)
		return nil
	})
	for i := range before {
		if !reflect.DeepEqual(before[i], after[i]) {
			t.Errorf("answer %d was\n%+v, is\n%+v", i, before[i], after[i])
		}
	}
}
