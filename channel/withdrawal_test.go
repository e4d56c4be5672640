package channel_test

import (
	"errors"
	"reflect"
	"testing"

	"entente/channel"
	"entente/keys"
	"entente/record"
)

func order(change func(*channel.Withdrawal)) channel.Withdrawal {
	w := channel.Withdrawal{Reason: channel.Spillage, Targets: []channel.WithdrawalTarget{
		{Origin: "ledger.entente.invalid/a", Index: 3, Leaf: record.Leaf{1, 1}, Parts: []int{2, 4}},
		{Origin: "ledger.entente.invalid/a", Index: 4, Leaf: record.Leaf{1, 2}, Parts: []int{2}},
	}}
	change(&w)
	return w
}

func TestAnOrderToWithdrawReadsAsItWasWritten(t *testing.T) {
	want := order(func(w *channel.Withdrawal) { w.Follows = record.Leaf{1, 9} })
	body, err := want.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := channel.DecodeWithdrawal(body); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%s reads %+v, %v", body, got, err)
	}
}

func TestAnOrderThatReachesTooFarIsRefused(t *testing.T) {
	for what, change := range map[string]func(*channel.Withdrawal){
		"no reason":             func(w *channel.Withdrawal) { w.Reason = "" },
		"a reason of its own":   func(w *channel.Withdrawal) { w.Reason = "embarrassment" },
		"no targets":            func(w *channel.Withdrawal) { w.Targets = nil },
		"too many targets":      func(w *channel.Withdrawal) { w.Targets = make([]channel.WithdrawalTarget, 1025) },
		"the label":             func(w *channel.Withdrawal) { w.Targets[0].Parts = []int{0, 2} },
		"the header":            func(w *channel.Withdrawal) { w.Targets[0].Parts = []int{1} },
		"a part twice":          func(w *channel.Withdrawal) { w.Targets[0].Parts = []int{2, 2} },
		"parts out of order":    func(w *channel.Withdrawal) { w.Targets[0].Parts = []int{4, 2} },
		"a part that cannot be": func(w *channel.Withdrawal) { w.Targets[0].Parts = []int{256} },
		"no parts":              func(w *channel.Withdrawal) { w.Targets[0].Parts = nil },
		"a target twice":        func(w *channel.Withdrawal) { w.Targets[1].Leaf = w.Targets[0].Leaf },
		"no leaf":               func(w *channel.Withdrawal) { w.Targets[1].Leaf = record.Leaf{} },
		"no ledger":             func(w *channel.Withdrawal) { w.Targets[1].Origin = "" },
		"a place before all":    func(w *channel.Withdrawal) { w.Targets[1].Index = -1 },
	} {
		if _, err := order(change).Encode(); !errors.Is(err, channel.ErrWithdrawal) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for _, body := range []string{``, `{}`, `[]`, `{"reason":"court","targets":[{}]}`, `{"reason":1}`} {
		if _, err := channel.DecodeWithdrawal([]byte(body)); !errors.Is(err, channel.ErrWithdrawal) {
			t.Errorf("%s: %v", body, err)
		}
	}
}

func TestAReceiptNamesALawOrADayWhereItMustAndNowhereElse(t *testing.T) {
	day := func(text string) record.Date {
		d, err := record.ParseDate(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct {
		answer channel.WithdrawalAnswer
		good   bool
	}{
		{channel.WithdrawalAnswer{State: channel.Purged}, true},
		{channel.WithdrawalAnswer{State: channel.Purged, Law: "an act"}, false},
		{channel.WithdrawalAnswer{State: channel.Purged, Until: day("2027-01-01")}, false},
		{channel.WithdrawalAnswer{State: channel.Retained, Law: "Public Records Management Act, article 27"}, true},
		{channel.WithdrawalAnswer{State: channel.Retained}, false},
		{channel.WithdrawalAnswer{State: channel.Retained, Law: "a\nb"}, false},
		{channel.WithdrawalAnswer{State: channel.Cannot, Until: day("2027-01-01")}, true},
		{channel.WithdrawalAnswer{State: channel.Cannot, Until: day("2027-01")}, false},
		{channel.WithdrawalAnswer{State: channel.Cannot}, false},
		{channel.WithdrawalAnswer{State: "lost"}, false},
		{channel.WithdrawalAnswer{State: channel.Purged, Target: -1}, false},
		{channel.WithdrawalAnswer{State: channel.Purged, Target: 1024}, false},
	} {
		receipt := channel.WithdrawalReceipt{Order: record.Leaf{1}, Answers: []channel.WithdrawalAnswer{c.answer}, Rule: 1}
		body, err := receipt.Encode()
		if (err == nil) != c.good || (err != nil && !errors.Is(err, channel.ErrReceipt)) {
			t.Errorf("%+v: %v", c.answer, err)
			continue
		}
		if !c.good {
			continue
		}
		if got, err := channel.DecodeWithdrawalReceipt(body); err != nil || !reflect.DeepEqual(got, receipt) {
			t.Errorf("%s reads %+v, %v", body, got, err)
		}
	}
	twice := channel.WithdrawalReceipt{Order: record.Leaf{1}, Rule: 1, Answers: []channel.WithdrawalAnswer{{State: channel.Purged}, {State: channel.Purged}}}
	if _, err := twice.Encode(); !errors.Is(err, channel.ErrReceipt) {
		t.Errorf("one target answered twice: %v", err)
	}
}

func TestTheHeirOfALeaverHoldsItsPensFromThenOn(t *testing.T) {
	a, b, c := keys.PartnerID{1}, keys.PartnerID{2}, keys.PartnerID{3}
	charters := []channel.Charter{
		{Epoch: 2, Heirs: []channel.Heir{{Leaver: b, Heir: c}}},
		{Epoch: 1, Heirs: []channel.Heir{{Leaver: a, Heir: b}}},
		{Epoch: 0},
	}
	for _, want := range []struct {
		wrote, now int
		holder     keys.PartnerID
	}{{0, 0, a}, {0, 1, b}, {0, 2, c}, {1, 2, a}} {
		if got := channel.HolderOf(a, want.wrote, want.now, charters); got != want.holder {
			t.Errorf("what a wrote in epoch %d is held in epoch %d by %v", want.wrote, want.now, got)
		}
	}
}

func FuzzDecodeWithdrawal(f *testing.F) {
	body, _ := order(func(*channel.Withdrawal) {}).Encode()
	f.Add(body)
	f.Fuzz(func(t *testing.T, body []byte) {
		w, err := channel.DecodeWithdrawal(body)
		if err != nil {
			return
		}
		again, err := w.Encode()
		if err != nil {
			t.Fatalf("read, and cannot be written: %v", err)
		}
		if second, err := channel.DecodeWithdrawal(again); err != nil || !reflect.DeepEqual(w, second) {
			t.Errorf("%s reads as another order: %v", again, err)
		}
	})
}
