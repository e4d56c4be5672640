package access_test

import (
	"errors"
	"testing"
	"time"

	"entente/access"
	"entente/label"
	"entente/record"
)

func TestACedarRuleThatCannotBeEvaluatedRefuses(t *testing.T) {
	broken := []byte(`@id("own") forbid (principal, action, resource) when { resource.compartment == "A" };`)
	d := decider(t, broken)
	err := d.Decide(officer(), access.ToRead, clear(t))
	var why *access.Denied
	if !errors.As(err, &why) || len(why.Broken) != 1 || why.Broken[0] != "own" {
		t.Fatalf("decided %v, want a denial that names the rule", err)
	}
}

func TestAnOwnRuleDoesNotPassTheGateOfTheLabels(t *testing.T) {
	d := decider(t, []byte(`@id("all") permit (principal, action, resource);`))
	secret := clear(t)
	secret.Label = labelled(t, "RED")
	err := d.Decide(officer(), access.ToRead, secret)
	var why *access.Denied
	if !errors.As(err, &why) || why.Gate == nil || why.Gate.Rule != label.RuleClassification {
		t.Fatalf("decided %v, want the gate to refuse", err)
	}
}

func TestWhoMayDoWhatOnceTheLabelAdmitsThem(t *testing.T) {
	private, shared := record.ChannelID{1}, record.ChannelID{2}
	of := func(channel record.ChannelID, kind string) access.Resource {
		return access.Resource{Channel: channel, Private: channel == private, Kind: kind, Label: labelled(t, "CLEAR")}
	}
	for sentence, c := range map[string]struct {
		role   access.Role
		action access.Action
		on     access.Resource
		may    bool
	}{
		"an officer reads":                           {access.Officer, access.ToRead, of(shared, "programme/activity"), true},
		"an officer releases":                        {access.Officer, access.ToRelease, of(shared, "programme/activity"), true},
		"an officer reads no clearance":              {access.Officer, access.ToRead, of(private, "rights/clearance"), false},
		"an officer grants nothing":                  {access.Officer, access.ToGrant, of(private, "rights/clearance"), false},
		"an officer destroys nothing":                {access.Officer, access.ToDestroy, of(shared, "programme/activity"), false},
		"a delegate drafts for the own side":         {access.Delegate, access.ToWrite, of(private, "programme/activity"), true},
		"a delegate comments before partners":        {access.Delegate, access.ToWrite, of(shared, "comment/comment"), true},
		"a delegate writes no activity for partners": {access.Delegate, access.ToWrite, of(shared, "programme/activity"), false},
		"a delegate releases nothing":                {access.Delegate, access.ToRelease, of(shared, "programme/activity"), false},
		"a delegate takes nothing out":               {access.Delegate, access.ToExport, of(shared, "programme/activity"), false},
		"a security officer grants":                  {access.SecurityOfficer, access.ToGrant, of(private, "rights/clearance"), true},
		"a security officer reads":                   {access.SecurityOfficer, access.ToRead, of(private, "rights/clearance"), true},
		"a security officer writes no activity":      {access.SecurityOfficer, access.ToWrite, of(private, "programme/activity"), false},
		"a records officer destroys":                 {access.RecordsOfficer, access.ToDestroy, of(shared, "programme/activity"), true},
		"an auditor inspects":                        {access.Auditor, access.ToInspect, of(private, ""), true},
		"an auditor reads no activity":               {access.Auditor, access.ToRead, of(shared, "programme/activity"), false},
		"an auditor reads who was granted what":      {access.Auditor, access.ToRead, of(private, "rights/clearance"), true},
		"an operator reads no activity":              {access.Operator, access.ToRead, of(shared, "programme/activity"), false},
		"an operator does not inspect":               {access.Operator, access.ToInspect, of(private, ""), false},
		"an operator operates":                       {access.Operator, access.ToOperate, of(private, ""), true},
		"nobody without a role reads":                {"", access.ToRead, of(shared, "programme/activity"), false},
	} {
		t.Run(sentence, func(t *testing.T) {
			r := officer()
			r.Roles = []access.Held{{Role: c.role}}
			if err := decider(t).Decide(r, c.action, c.on); (err == nil) != c.may {
				t.Errorf("decided %v", err)
			}
		})
	}
}

func TestARoleInOneChannelGivesNothingInAnother(t *testing.T) {
	r := officer()
	r.Roles[0].Channel = record.ChannelID{9}
	if decider(t).Decide(r, access.ToRead, clear(t)) == nil {
		t.Error("it does")
	}
}

func TestAClosedChannelIsForWhoNeedsToKnow(t *testing.T) {
	closed := clear(t)
	closed.Closed = true
	r := officer()
	if decider(t).Decide(r, access.ToRead, closed) == nil {
		t.Error("somebody who need not know reads")
	}
	r.NeedToKnow = []record.ChannelID{closed.Channel}
	if err := decider(t).Decide(r, access.ToRead, closed); err != nil {
		t.Errorf("somebody who needs to know: %v", err)
	}
}

func BenchmarkDecide(b *testing.B) {
	d, err := access.NewDecider(label.Shipped())
	if err != nil {
		b.Fatal(err)
	}
	r, on := officer(), clear(b)
	for b.Loop() {
		if err := d.Decide(r, access.ToRead, on); err != nil {
			b.Fatal(err)
		}
	}
}

func decider(t *testing.T, own ...[]byte) *access.Decider {
	d, err := access.NewDecider(label.Shipped(), own...)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func officer() access.Rights {
	return access.Rights{
		Roles:      []access.Held{{Role: access.Officer, Office: "desk"}},
		Clearances: []label.Clearance{{Policy: label.TLP().Name, Classification: "GREEN"}},
	}
}

func clear(t testing.TB) access.Resource {
	return access.Resource{Channel: record.ChannelID{2}, Kind: "programme/activity", Label: labelled(t, "CLEAR")}
}

func labelled(t testing.TB, classification string) []byte {
	at := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	xml, err := label.New(label.TLP(), classification, at, at.AddDate(1, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	return xml
}
