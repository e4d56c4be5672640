package cli

import (
	"fmt"
	"io"
	"os"
	"strings"

	"entente/control"
	"entente/keys"
	"entente/node"
)

type partnerVerb struct {
	Card partnerCardVerb `cmd:"" help:"Print this partner's card, to be given to another."`
	Add  partnerAddVerb  `cmd:"" help:"Keep a partner's card; with the compared fingerprint, begin to exchange."`
	List partnerListVerb `cmd:"" help:"List the partners."`
}

type partnerCardVerb struct{ folderFlags }

func (v partnerCardVerb) Run(e *env) error {
	return v.with(e, func(on control.Operator) error {
		status, err := control.AskStatus(e.ctx, on)
		if err != nil {
			return err
		}
		if status.Partner.Address == "" {
			return fmt.Errorf("%s has no address for partners yet: say it with \"entente serve --address https://HOST:PORT\"", v.Data)
		}
		card, err := control.AskCard(e.ctx, on)
		if err != nil {
			return err
		}
		e.hint("Fingerprint, to be read aloud to the partner over another way: %s", status.Partner.Fingerprint)
		_, err = e.out.Write(card.Encode())
		return err
	})
}

type partnerAddVerb struct {
	folderFlags
	Card        string   `arg:"" help:"File with the partner's card."`
	Fingerprint string   `name:"fingerprint" placeholder:"DIGITS" help:"The forty digits as the partner read them out."`
	ComparedBy  []string `name:"compared-by" sep:"none" placeholder:"OFFICE" help:"Office that compared them; two are needed, so say it twice."`
}

func (v partnerAddVerb) Run(e *env) error {
	if (v.Fingerprint == "") != (len(v.ComparedBy) == 0) {
		return wrongUsage("--fingerprint and --compared-by belong together: what was heard, and which two offices compared it")
	}
	card, err := readCard(v.Card)
	if err != nil {
		return err
	}
	introduction := control.Introduction{Card: card.Encode()}
	if v.Fingerprint != "" {
		introduction.Compared = &node.Comparison{Digits: v.Fingerprint, Offices: v.ComparedBy}
	}
	return v.with(e, func(on control.Operator) error {
		partner, err := control.AddPartner(e.ctx, on, introduction)
		if err != nil {
			return err
		}
		return e.print(partner, func() { e.sayIntroduced(v, partner) })
	})
}

func (e *env) sayIntroduced(v partnerAddVerb, p control.PartnerStatus) {
	if p.State == "active" {
		e.say("%s (%s) is a partner; the nodes may talk.", p.Code, p.Name)
		return
	}
	groups := strings.Fields(p.Fingerprint)
	half := len(groups) / 2
	e.say("%s (%s) is introduced. Nothing is exchanged yet.", p.Code, p.Name)
	e.say("\nFingerprint of this card:\n\n    %s\n    %s\n", strings.Join(groups[:half], "   "), strings.Join(groups[half:], "   "))
	e.say("Have the partner read theirs to you in person or over a telephone number known from before.")
	e.say("Two offices compare it. If every digit is the same:\n")
	e.say("    entente partner add --data %s %s --fingerprint \"…\" --compared-by OFFICE --compared-by OFFICE", v.Data, v.Card)
}

// readCard reads and verifies a partner's card.
func readCard(path string) (keys.Card, error) {
	file, err := os.Open(path)
	if err != nil {
		return keys.Card{}, fmt.Errorf("read a card: %w", err)
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, keys.MaxCardBytes+1))
	if err != nil {
		return keys.Card{}, fmt.Errorf("read card %s: %w", path, err)
	}
	card, err := keys.ParseCard(content)
	if err == nil {
		_, err = card.Open()
	}
	if err != nil {
		return keys.Card{}, fmt.Errorf("%s is not a partner's card, or was changed on its way: %w", path, err)
	}
	return card, nil
}

type partnerListVerb struct{ folderFlags }

func (v partnerListVerb) Run(e *env) error {
	return v.with(e, func(on control.Operator) error {
		status, err := control.AskStatus(e.ctx, on)
		if err != nil {
			return err
		}
		return e.print(status.Partners, func() {
			for _, p := range status.Partners {
				e.sayPartner(p)
			}
			if len(status.Partners) == 0 {
				e.hint("No partner yet; see \"entente partner add --help\".")
			}
		})
	})
}
