package withdrawal

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"

	"entente/channel"
	"entente/feature"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// mostPieces bounds what one order from the pages names: somebody reads it first.
const mostPieces = 1000

// whole is the choice of everything of a record.
const whole = "whole"

// valueOf names the choice of a piece: alike values of several revisions are one.
func valueOf(p node.Piece) string {
	if p.Type == record.PersonalPart {
		hash := sha256.Sum256(p.Content)
		return "value-" + hex.EncodeToString(hash[:8])
	}
	return fmt.Sprintf("file-%d-%d", p.Revision, p.Part)
}

// options are what of a record can be withdrawn by itself.
func options(in *feature.Reading, pieces []node.Piece, chosen []string) (all []ui.Option) {
	all = append(all, ui.Option{
		Value: whole, Words: in.Say("The whole text"), Chosen: slices.Contains(chosen, whole),
		Hint: in.Say("Every revision, with its personal values and its files."),
	})
	for _, p := range pieces {
		value := valueOf(p)
		known := slices.ContainsFunc(all, func(o ui.Option) bool { return o.Value == value })
		if p.Type == record.BodyPart || known {
			continue
		}
		option := ui.Option{Value: value, Words: in.Say("The personal value “{value}”", "value", plainly(p)), Chosen: slices.Contains(chosen, value)}
		if p.Type == record.AttachmentPart {
			option.Words = in.Say("The file “{name}”", "name", plainly(p))
			option.Hint = in.Say("Version {n}", "n", strconv.Itoa(p.Revision))
		}
		all = append(all, option)
	}
	return all
}

// plainly is what a piece is called: a personal value itself, the name of a file.
func plainly(p node.Piece) string {
	if p.Type == record.AttachmentPart {
		a, err := record.DecodeAttachment(p.Content)
		if err != nil {
			return ""
		}
		return a.Name
	}
	var text string
	if json.Unmarshal(p.Content, &text) == nil {
		return text
	}
	return shortened(string(p.Content))
}

func shortened(text string) string {
	const most = 80
	letters := []rune(text)
	if len(letters) <= most {
		return text
	}
	return string(letters[:most]) + "…"
}

// chosenOf are the pieces that somebody ticked.
func chosenOf(pieces []node.Piece, chosen []string) (some []node.Piece) {
	if slices.Contains(chosen, whole) {
		return pieces
	}
	for _, p := range pieces {
		if p.Type != record.BodyPart && slices.Contains(chosen, valueOf(p)) {
			some = append(some, p)
		}
	}
	return some
}

// named is a piece as a form carries it; the content is looked up again.
func named(p node.Piece) string {
	return p.Channel.String() + " " + p.Record.String() + " " + strconv.Itoa(p.Revision) + " " + strconv.Itoa(p.Part)
}

// lookedUp are the pieces that a form of ours names, as they are now.
func lookedUp(in *feature.Reading, names []string) (found []node.Piece, err error) {
	if len(names) == 0 || len(names) > mostPieces {
		return nil, store.ErrNotFound
	}
	read := map[string][]node.Piece{}
	for _, name := range names {
		fields := strings.Fields(name)
		if len(fields) != 4 {
			return nil, store.ErrNotFound
		}
		of := fields[0] + " " + fields[1]
		if _, known := read[of]; !known {
			var at record.ChannelID
			id, err := record.ParseID(fields[1])
			if err != nil || at.UnmarshalText([]byte(fields[0])) != nil {
				return nil, store.ErrNotFound
			}
			if read[of], err = node.PiecesOf(in.Tx, at, id); err != nil {
				return nil, err
			}
		}
		for _, p := range read[of] {
			if named(p) == name {
				found = append(found, p)
			}
		}
	}
	if len(found) == 0 {
		return nil, store.ErrNotFound
	}
	return found, nil
}

// reasonOf is the reason that a form gives; "" for none that there is.
func reasonOf(form url.Values) channel.WithdrawalReason {
	reason := channel.WithdrawalReason(form.Get("reason"))
	if !slices.Contains(channel.WithdrawalReasons, reason) {
		return ""
	}
	return reason
}

// reasonWords are what a reason is called.
func reasonWords(in *feature.Reading, reason channel.WithdrawalReason) string {
	switch reason {
	case channel.Spillage:
		return in.Say("Spillage: it was never to be in this channel")
	case channel.Mistake:
		return in.Say("Error: it is wrong and must not stay")
	case channel.Privacy:
		return in.Say("Privacy: a person asks for it")
	case channel.Court:
		return in.Say("Court: a court orders it")
	}
	return string(reason)
}

func reasonField(in *feature.Reading, chosen channel.WithdrawalReason) ui.Field {
	field := ui.Field{ID: "reason", Label: in.Say("Reason"), Must: in.Say("required"), Hint: in.Say("All members of the channel read it."), Wide: true}
	choices := ui.Choices{Name: "reason"}
	for _, reason := range channel.WithdrawalReasons {
		choices.Options = append(choices.Options, ui.Option{Value: string(reason), Words: reasonWords(in, reason), Chosen: reason == chosen})
	}
	field.Input = choices
	return field
}
