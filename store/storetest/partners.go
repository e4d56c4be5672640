package storetest

import (
	"reflect"
	"testing"

	"entente/keys"
	"entente/record"
	"entente/store"
)

func settingsAreKept(t *testing.T, s store.Store) {
	refused(t, s, store.ErrNotFound, func(tx *store.Tx) error {
		_, err := tx.Setting("partner")
		return err
	})
	for _, value := range []string{"first", "", "한국"} {
		update(t, s, func(tx *store.Tx) error { return tx.SetSetting("partner", value) })
		view(t, s, func(tx *store.Tx) error {
			if got := must(tx.Setting("partner")); got != value {
				t.Errorf("setting reads %q, expected %q", got, value)
			}
			return nil
		})
	}
}

func statement(payload string) keys.Envelope {
	signer := must(keys.Generate(Random(9), keys.Ed25519))
	return must(keys.SignStatement("application/vnd.entente.test+json", []byte(payload), signer))
}

func partnersAreKept(t *testing.T, s store.Store) {
	us := store.Partner{ID: seoul, Code: "rok", Name: record.Text{EN: "Republic of Korea", KO: "대한민국"}, State: store.PartnerSelf,
		Manifest: statement(`{"v":1}`), ManifestVersion: 1, Address: "https://rok.localhost:1"}
	them := store.Partner{ID: brussels, Code: "nato", State: store.PartnerIntroduced}
	update(t, s, func(tx *store.Tx) error {
		must(0, tx.PutPartner(them))
		return tx.PutPartner(us)
	})
	them.State, them.Compared, them.ComparedBy = store.PartnerActive, Now(), []string{"desk", "security"}
	them.LastExchange, them.LastProblem = Now(), "no route to host"
	update(t, s, func(tx *store.Tx) error { return tx.PutPartner(them) })
	view(t, s, func(tx *store.Tx) error {
		if got := must(tx.Partner(brussels)); !reflect.DeepEqual(got, them) {
			t.Errorf("partner reads\n%+v, expected\n%+v", got, them)
		}
		if got := must(tx.Partners()); len(got) != 2 || !reflect.DeepEqual(got[0], us) {
			t.Errorf("partners read %+v, expected this node's own first", got)
		}
		_, err := tx.Partner(keys.PartnerID{9})
		return expect(err, store.ErrNotFound)
	})
}

func aManifestIsNeverReplaced(t *testing.T, s store.Store) {
	first, second := statement(`{"version":1}`), statement(`{"version":2}`)
	update(t, s, func(tx *store.Tx) error {
		must(0, tx.AddManifest(seoul, 2, second))
		must(0, tx.AddManifest(seoul, 1, first))
		return tx.AddManifest(seoul, 1, first)
	})
	refused(t, s, store.ErrExists, func(tx *store.Tx) error { return tx.AddManifest(seoul, 2, first) })
	view(t, s, func(tx *store.Tx) error {
		if got := must(tx.Manifests(seoul)); !reflect.DeepEqual(got, []keys.Envelope{first, second}) {
			t.Errorf("manifests read %+v", got)
		}
		return nil
	})
}

func channelsAndChartersAreKept(t *testing.T, s store.Store) {
	wide := store.Channel{ID: shared, State: store.ChannelProposed, Name: record.Text{EN: "Programme"}, DefaultLabel: []byte(Label)}
	own := store.Channel{ID: private, State: store.ChannelActive, Private: true}
	charter := store.Charter{Channel: shared, Epoch: 0, Hash: [32]byte{1}, Envelope: statement(`{"epoch":0}`)}
	next := store.Charter{Channel: shared, Epoch: 1, Hash: [32]byte{2}, Envelope: statement(`{"epoch":1}`)}
	update(t, s, func(tx *store.Tx) error {
		must(0, tx.PutCharter(next))
		must(0, tx.PutCharter(charter))
		must(0, tx.PutChannel(wide))
		return tx.PutChannel(own)
	})
	wide.State, wide.Epoch = store.ChannelActive, 1
	next.Envelope = must(next.Envelope.AddSignatures(must(keys.Generate(Random(3), keys.Ed25519))))
	update(t, s, func(tx *store.Tx) error {
		must(0, tx.PutCharter(next))
		return tx.PutChannel(wide)
	})
	view(t, s, func(tx *store.Tx) error {
		if got := must(tx.Channels()); !reflect.DeepEqual(got, []store.Channel{own, wide}) {
			t.Errorf("channels read %+v", got)
		}
		if got := must(tx.Channel(shared)); !reflect.DeepEqual(got, wide) {
			t.Errorf("channel reads %+v", got)
		}
		if got := must(tx.Charters(shared)); !reflect.DeepEqual(got, []store.Charter{charter, next}) {
			t.Errorf("charters read %+v", got)
		}
		_, err := tx.Channel(record.ChannelID{9})
		return expect(err, store.ErrNotFound)
	})
}
