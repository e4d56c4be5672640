package web

import (
	"strings"
	"testing"
	"time"

	"entente/feature"
	"entente/record"
	"entente/words"
)

func TestAPageSaysWhenALabelIsReviewedAndWhatIsForeseen(t *testing.T) {
	catalogue, err := words.Own()
	if err != nil {
		t.Fatal(err)
	}
	own, err := words.Parse(ownWords())
	if err != nil {
		t.Fatal(err)
	}
	if catalogue, err = words.Join(catalogue, own); err != nil {
		t.Fatal(err)
	}
	r := reader{feature.Reader{Language: record.English, Words: catalogue}}
	const foreseen = `<originatorConfidentialityLabel xmlns="urn:nato:stanag:4774:confidentialitymetadatalabel:1:0" ReviewDateTime="2027-11-23T00:00:00Z">` +
		`<ConfidentialityInformation><PolicyIdentifier URI="urn:oid:1.2">P</PolicyIdentifier><Classification>HIGH</Classification></ConfidentialityInformation>` +
		`<CreationDateTime>2026-11-23T00:00:00Z</CreationDateTime><SuccessionHandling><SuccessionDateTime>2030-01-01T00:00:00Z</SuccessionDateTime>` +
		`<SuccessorConfidentialityLabel><ConfidentialityInformation><PolicyIdentifier URI="urn:oid:1.2">P</PolicyIdentifier><Classification>LOW</Classification>` +
		`</ConfidentialityInformation><CreationDateTime>2026-11-23T00:00:00Z</CreationDateTime></SuccessorConfidentialityLabel></SuccessionHandling></originatorConfidentialityLabel>`
	for at, want := range map[time.Time]string{
		time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC): "to be reviewed by 23 November 2027 · foreseen from 1 January 2030: P LOW; a person decides",
		time.Date(2028, 1, 1, 0, 0, 0, 0, time.UTC):  "review due since 23 November 2027",
	} {
		var b strings.Builder
		if err := r.labelLife([]byte(foreseen), at).Render(t.Context(), &b); err != nil || !strings.Contains(b.String(), want) {
			t.Errorf("at %s it says %q, expected %q (%v)", at.Format(time.DateOnly), b.String(), want, err)
		}
	}
}
