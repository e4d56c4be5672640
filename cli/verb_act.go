package cli

import (
	"crypto/rand"
	"fmt"
	"io"
	"os"

	"entente/access"
	"entente/channel"
	"entente/control"
	"entente/keys"
)

type actVerb struct {
	Ask  actAskVerb  `cmd:"" help:"Write a request with all that waits for a mandate holder in a channel, for them to take to their key."`
	Sign actSignVerb `cmd:"" help:"Show what a request asks for and sign it with the holder's key. Needs no node."`
	Take actTakeVerb `cmd:"" help:"Give the node a holder's answer; what was signed takes effect."`
}

type actAskVerb struct {
	folderFlags
	Channel string `name:"channel" placeholder:"NAME" help:"Id or name of the channel; without it, the only shared one."`
	Output  string `name:"output" required:"" placeholder:"FILE" help:"New file for the request. It holds the texts in full: protect it as their label says."`
}

func (v actAskVerb) Run(e *env) error {
	return v.with(e, func(on control.Operator) error {
		status, err := control.AskStatus(e.ctx, on)
		if err != nil {
			return err
		}
		channel, err := channelNamed(status, v.Channel)
		if err != nil {
			return err
		}
		file, err := control.AskToSign(e.ctx, on, channel.ID)
		if err != nil {
			return err
		}
		return e.newFile(v.Output, func(to io.Writer) error {
			_, err := to.Write(file)
			return err
		})
	})
}

type actSignVerb struct {
	Request        string `arg:"" help:"File with the request."`
	Key            string `name:"key" required:"" placeholder:"FILE" help:"The holder's key."`
	PassphraseFile string `name:"passphrase-file" placeholder:"FILE" help:"File whose first line opens the key; without it a terminal is asked."`
	Only           []int  `name:"only" sep:"none" placeholder:"NUMBER" help:"Sign only this one of those that are shown; may be said again."`
	Output         string `name:"output" required:"" placeholder:"FILE" help:"New file for the answer."`
	Yes            bool   `name:"yes" help:"Sign without asking at the terminal, for scripts."`
}

func (v actSignVerb) Run(e *env) error {
	request, err := readRequest(v.Request)
	if err != nil {
		return err
	}
	terms, members, err := request.Terms()
	if err != nil {
		return err
	}
	e.sayAsker(request, terms, members)
	var chosen []channel.Read
	for i, asked := range request.Asked {
		read, err := request.Open(asked, terms.Channel)
		if err != nil {
			return err
		}
		if !v.wants(i + 1) {
			continue
		}
		e.sayAsked(i+1, read)
		chosen = append(chosen, read)
	}
	if len(chosen) == 0 {
		return wrongUsage("--only names none of the %d that the request asks for", len(request.Asked))
	}
	if err := e.confirm(v.Yes, fmt.Sprintf("Sign these %d?", len(chosen))); err != nil {
		return err
	}
	key, err := opening(e, v.PassphraseFile, "your key", func(passphrase string) (keys.Private, error) {
		return keys.LoadHolder(v.Key, passphrase)
	})
	if err != nil {
		return err
	}
	answer, err := signed(request, chosen, key, members[request.Partner])
	if err != nil {
		return err
	}
	file, err := answer.Encode()
	if err != nil {
		return err
	}
	err = e.newFile(v.Output, func(to io.Writer) error {
		_, err := to.Write(append(file, '\n'))
		return err
	})
	if err == nil {
		e.say("%d signatures are in %s.", len(answer.Acts), v.Output)
	}
	return err
}

func (v actSignVerb) wants(number int) bool {
	for _, only := range v.Only {
		if only == number {
			return true
		}
	}
	return len(v.Only) == 0
}

// signed signs under the first mandate in the request that allows this key all of it.
func signed(r channel.Request, chosen []channel.Read, key keys.Private, manifest keys.Manifest) (channel.Answer, error) {
	for _, envelope := range r.Mandates {
		mandate, err := access.OpenMandate(envelope, manifest)
		if err != nil || !mandate.Names(key.Public()) {
			continue
		}
		answer := channel.Answer{Origin: r.Origin, Mandate: envelope}
		for _, read := range chosen {
			if !mandate.Allows(read.Act, read.Header.Channel) {
				return answer, fmt.Errorf("the mandate of this key does not allow the act %s in channel %s", read.Act, read.Header.Channel)
			}
			act, err := access.Sign(rand.Reader, key, read.Act, read.Entry.Leaf, envelope)
			if err != nil {
				return answer, err
			}
			answer.Acts = append(answer.Acts, act)
		}
		return answer, nil
	}
	return channel.Answer{}, fmt.Errorf("the request holds no mandate of this key that is in force: give it to the node with \"entente mandate add\" and ask again")
}

func readRequest(path string) (channel.Request, error) {
	content, err := readBounded(path, channel.MaxRequestBytes)
	if err != nil {
		return channel.Request{}, fmt.Errorf("read a request: %w", err)
	}
	return channel.DecodeRequest(content)
}

// readBounded reads a file, and one byte more than the limit of a longer one.
func readBounded(path string, limit int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, limit+1))
}

type actTakeVerb struct {
	folderFlags
	Answer string `arg:"" help:"File with the answer."`
	Office string `name:"office" required:"" help:"Office that hands it in, as the entry will name it."`
}

func (v actTakeVerb) Run(e *env) error {
	content, err := readBounded(v.Answer, channel.MaxAnswerBytes)
	if err != nil {
		return fmt.Errorf("read an answer: %w", err)
	}
	return v.with(e, func(on control.Operator) error {
		written, err := control.TakeSignatures(e.ctx, on, content, v.Office)
		if err != nil {
			return err
		}
		return e.print(map[string]int{"written": written}, func() { e.say("%d signatures are written into the ledger.", written) })
	})
}
