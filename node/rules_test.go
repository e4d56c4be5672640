package node_test

import (
	"os"
	"strings"
	"testing"

	"entente/node"
)

func TestOwnRulesThatCannotBeReadKeepANodeFromOpening(t *testing.T) {
	n, _ := alone(t, "rok", false)
	folder := n.Folder
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ rules, says string }{
		{"@id(\"nobody-exports\")\nforbid (principal, action == Action::\"export\", resource);\n", ""},
		{"permit (principal, action, resource);\nforbid (principal, action ==, resource);\n", ":2:"},
		{"@id(\"readers\")\npermit (principal, action, resource);\n", `two are called "readers"`},
	} {
		if err := os.WriteFile(folder.Rules(), []byte(test.rules), 0o600); err != nil {
			t.Fatal(err)
		}
		opened, err := node.Open(t.Context(), folder, config(t))
		if err == nil {
			err = opened.Close()
			if test.says != "" {
				t.Errorf("it opens with %q", test.rules)
			}
		}
		if test.says == "" && err != nil || test.says != "" && (err == nil || !strings.Contains(err.Error(), test.says) || !strings.Contains(err.Error(), "rules.cedar")) {
			t.Errorf("with %q: %v", test.rules, err)
		}
	}
}
