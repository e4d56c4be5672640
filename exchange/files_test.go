package exchange_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"entente/channel"
	"entente/exchange"
	"entente/keys"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/store/contents"
)

// sent writes a record with a file of random content.
func (m *member) sent(id record.ChannelID, size int) (node.Written, []byte) {
	m.w.t.Helper()
	content := make([]byte, size)
	if _, err := rand.Read(content); err != nil {
		m.w.t.Fatal(err)
	}
	return m.sentContent(id, content), content
}

func (m *member) sentContent(id record.ChannelID, content []byte) node.Written {
	m.w.t.Helper()
	copy(content, "%PDF-1.7\n")
	u, err := m.BeginUpload(m.w.t.Context(), "tester", "회의록.pdf", -1)
	if err != nil {
		m.w.t.Fatal(err)
	}
	if u, err = m.Receive(m.w.t.Context(), "tester", u.Name, 0, "application/pdf", bytes.NewReader(content)); err != nil || !u.Whole {
		m.w.t.Fatalf("%+v: %v", u, err)
	}
	return m.draft(id, node.Draft{Kind: "test/note", Body: body("with a file"), Attachments: []node.Attachment{{Upload: u.Name}}})
}

const filePart = 4 // label, header, body, label of the file, file

func (m *member) fileIs(at node.Written, state store.FileState) store.File {
	m.w.t.Helper()
	var f store.File
	m.until("has a file that is "+string(state), func(tx *store.Tx) bool {
		var err error
		f, err = tx.FileAt(at.Origin, at.Index, filePart)
		return err == nil && f.State == state
	})
	return f
}

func (m *member) read(at node.Written) []byte {
	m.w.t.Helper()
	content, err := m.OpenContent(m.w.t.Context(), at.Origin, at.Index, filePart)
	if err != nil {
		m.w.t.Fatal(err)
	}
	defer content.Close()
	all, err := io.ReadAll(content)
	if err != nil {
		m.w.t.Fatal(err)
	}
	return all
}

func TestAFileArrivesAtThePartnerAsItWasSent(t *testing.T) {
	a, b, id := pair(t, "AMBER")
	written, content := a.sent(id, 20_000_000)
	b.fileIs(written, store.FilePresent)
	if !bytes.Equal(b.read(written), content) || !bytes.Equal(a.read(written), content) {
		t.Error("the content is another")
	}
	b.sound(0)
}

func TestAFileThatIsCutResumesAtItsChunk(t *testing.T) {
	a, b, id := pair(t, "AMBER")
	b.close()
	written, content := a.sent(id, 20_000_000)
	b.open()
	cut := &cutter{to: a.address[len("https://"):]}
	client := exchange.NewClient(cut.listen(t), b.Keys(), []string{a.Keys().TLSPin()}, here)
	defer client.Close()
	peer := exchange.Peer{Node: b.Node, Partner: a.Self(), Client: client, Log: b.log()}
	cut.left.Store(1 << 20)
	if err := peer.Pull(t.Context(), written.Origin); err != nil {
		t.Fatal(err)
	}
	held, cuts := int64(0), 0
	for {
		random := make([]byte, 2)
		if _, err := rand.Read(random); err != nil {
			t.Fatal(err)
		}
		cut.left.Store(1<<20 + int64(random[0])<<13 + int64(random[1]))
		err := (&exchange.Fetcher{Peer: peer}).Once(t.Context())
		f, readErr := b.FileAt(t.Context(), store.File{Origin: written.Origin, Index: written.Index, Part: filePart})
		if readErr != nil || f.Held < held || cuts > 100 {
			t.Fatalf("after %d cuts %d chunks are here, before %d: %v, %v", cuts, f.Held, held, err, readErr)
		}
		if held = f.Held; f.State == store.FilePresent {
			break
		}
		if cuts++; cuts%3 == 0 { // and the node was killed between two chunks
			b.close()
			b.open()
			peer.Node = b.Node
		}
	}
	if cuts < 3 {
		t.Errorf("%d cuts: the test proves nothing", cuts)
	}
	if !bytes.Equal(b.read(written), content) {
		t.Error("the content is another")
	}
	t.Logf("%d cuts; %d bytes carried", cuts, cut.carried.Load())
}

func TestAChunkThatIsAnotherRejectsItsFileAndNothingElse(t *testing.T) {
	a, b, id := pair(t, "AMBER")
	b.stop()
	written, content := a.sent(id, 3_000_000)
	f := a.fileIs(written, store.FilePresent)
	e, _ := a.entry(id, written.ID)
	content[2_500_000]++
	a.rewriteFile(f, e.Parts[filePart].Salt, content)
	after := a.write(id, "after")
	b.listen(a)
	b.fileIs(written, store.FileRejected)
	b.has(id, written.ID, 1)
	b.has(id, after.ID, 1)
	a.confirmed(after.Origin, b, after.Index+1)
	err := b.View(t.Context(), func(tx *store.Tx) error {
		quarantined, err := tx.Quarantined(&id)
		if err == nil && (len(quarantined) != 1 || quarantined[0].Part != filePart || quarantined[0].Reason != record.RefusedAttachment || quarantined[0].Detail != "chunk 2 is not what its writer committed to") {
			t.Errorf("in quarantine: %+v", quarantined)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.OpenContent(t.Context(), written.Origin, written.Index, filePart); err == nil {
		t.Error("a file that was rejected can be read")
	}
	if err := b.Rebuild(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	b.fileIs(written, store.FileRejected)
	b.sound(1)
}

// rewriteFile gives a node's file another content behind its back: what a
// partner whose software is not ours may do.
func (m *member) rewriteFile(f store.File, salt keys.Salt, content []byte) {
	m.w.t.Helper()
	folder := contents.Folder{Path: m.folder.Files(), ContentKey: m.Keys().Content, Random: rand.Reader}
	if err := folder.Remove(f.Name); err != nil {
		m.w.t.Fatal(err)
	}
	writer, err := folder.Write(f.Name, salt, 0)
	if err != nil {
		m.w.t.Fatal(err)
	}
	for ; len(content) > 0; content = content[min(len(content), record.ChunkBytes):] {
		if err := writer.Append(content[:min(len(content), record.ChunkBytes)]); err != nil {
			m.w.t.Fatal(err)
		}
	}
	if err := writer.Close(); err != nil {
		m.w.t.Fatal(err)
	}
	if err := folder.Finish(f.Name); err != nil {
		m.w.t.Fatal(err)
	}
}

func TestAChunkOfAnotherSizeIsNotRead(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"longer":  func(w http.ResponseWriter, _ *http.Request) { _, _ = io.CopyN(w, zeros{}, 64<<20) },
		"shorter": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("short")) },
	} {
		hostile := httptest.NewServer(answer)
		client := &exchange.Client{Address: hostile.URL, HTTP: hostile.Client()}
		got, err := client.Chunk(t.Context(), exchange.ChunkRequest{Origin: "x"}, 1<<20)
		if err == nil || got != nil {
			t.Errorf("%s: %d bytes were taken: %v", name, len(got), err)
		}
		hostile.Close()
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

func TestAFileThatIsTooLargeForUsIsNotAskedFor(t *testing.T) {
	a, b, id := pair(t, "AMBER")
	b.close()
	b.maxFile = 1 << 20
	b.open()
	written, _ := a.sent(id, 1<<20+1)
	b.listen(a)
	f := b.fileIs(written, store.FileWithheld)
	if f.Reason != node.FileLarge || f.Held > 0 {
		t.Errorf("%+v", f)
	}
	if _, err := b.BeginUpload(t.Context(), "tester", "large.pdf", 1<<20+1); err == nil {
		t.Error("our own may be larger than what we take")
	}
}

func TestAFileIsGivenToMembersOnly(t *testing.T) {
	a, b, id := pair(t, "AMBER")
	written, _ := a.sent(id, 2_000_000)
	b.fileIs(written, store.FilePresent)
	private, err := a.PrivateChannel(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	own, _ := a.sent(private, 1000)
	client := exchange.NewClient(a.address, b.Keys(), []string{a.Keys().TLSPin()}, here)
	defer client.Close()
	ask := func(origin string, index int64, part int, number int64) error {
		_, err := client.Chunk(t.Context(), exchange.ChunkRequest{Origin: origin, Index: index, Part: part, Number: number}, 1000)
		return err
	}
	refusals := map[string]bool{}
	for name, err := range map[string]error{
		"private":      ask(own.Origin, own.Index, filePart, 0),
		"no ledger":    ask("entente/none", 0, filePart, 0),
		"no entry":     ask(written.Origin, 9999, filePart, 0),
		"no file":      ask(written.Origin, written.Index, 2, 0),
		"no chunk":     ask(written.Origin, written.Index, filePart, 2),
		"before first": ask(written.Origin, written.Index, filePart, -1),
		"wrong part":   ask(written.Origin, written.Index, 300, 0),
	} {
		if err == nil {
			t.Errorf("%s: given", name)
			continue
		}
		refusals[err.Error()] = true
	}
	if len(refusals) != 1 {
		t.Errorf("refusals differ: %v", refusals)
	}
}

func TestARecordWithAFileIsNotReleasedWithoutIt(t *testing.T) {
	a, _, id := pair(t, "AMBER+STRICT")
	private, err := a.PrivateChannel(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	written, _ := a.sent(private, 1000)
	plan, err := a.PlanRelease(t.Context(), node.Selection{Narrow: private, Wide: id, Records: []record.ID{written.ID}})
	if err != nil || len(plan.Refused) != 1 || !errors.Is(plan.Refused[0].Err, channel.ErrFile) {
		t.Errorf("%+v, %v", plan, err)
	}
}
