package file_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"entente/file"
	"entente/internal/browser"
	"entente/internal/testworld"
	"entente/store"
)

var pictures = flag.String("pictures", "", "folder for pictures of what a browser shows")

func picture(tab *browser.Tab, name string) {
	if *pictures != "" {
		tab.Picture(filepath.Join(*pictures, name+".png"))
	}
}

func TestABrowserSendsAFileInPiecesAndShowsThatItIsHere(t *testing.T) {
	b := browser.Start(t)
	w := testworld.New(t, file.Feature)
	about := w.ROK.Find(t, w.Channel, dialogue)
	page := w.ROK.Serve(t, "rok") + "/records/" + w.Channel.String() + "/" + about.ID.String()
	folder := t.TempDir()
	at := func(name string, content []byte) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	tab := b.Tab(t, browser.Look{Width: 1440, Height: 900})
	tab.Go(page + "?lang=en")
	tab.Click("Add a file or a new version")
	tab.Choose("All members of the channel (ROK, NATO). It cannot be taken back unseen.", "")
	tab.Attach("File", at("false.pdf", append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), make([]byte, 9<<20)...)))
	picture(tab, "form-en")
	for _, violation := range tab.Audit() {
		t.Error(violation)
	}
	tab.Click("Send the file")
	tab.Shows("it looks like image/png")
	picture(tab, "refused-en")
	tab.Attach("File", at("회의록 2024.pdf", scan(t, 20_000_000)))
	tab.Click("Send the file")
	tab.Shows("here, verified")
	if !strings.Contains(tab.Text(), "회의록 2024.pdf") {
		t.Error("the file is not listed by its name")
	}
	row := filesIn(t, w.ROK, w.Channel)[0]
	w.NATO.Until(t, func(tx *store.Tx) bool {
		files, err := tx.FilesOf(w.Channel, row.ID)
		return err == nil && len(files) == 1 && files[0].State == store.FilePresent
	})
	tab.Click("Add a file or a new version")
	tab.Attach("File", at("advice.txt", []byte("For the minister only.")))
	tab.Click("Send the file")
	tab.Shows("2 files")
	for _, look := range []browser.Look{{Width: 1440, Height: 900}, {Width: 390, Height: 844, Dark: true}} {
		tab := b.Tab(t, look)
		for _, language := range []string{"en", "fr", "ko"} {
			for name, address := range map[string]string{"record": page, "file": w.ROK.Serve(t, "rok") + "/records/" + w.Channel.String() + "/" + row.ID.String()} {
				tab.Go(address + "?lang=" + language)
				for _, violation := range tab.Audit() {
					t.Errorf("%s in %s, %d wide: %s", name, language, look.Width, violation)
				}
				if over := tab.Wide(); over > 0 {
					t.Errorf("%s in %s is %d pixels wider than %d", name, language, over, look.Width)
				}
				if look.Dark {
					name += "-phone-dark"
				}
				picture(tab, name+"-"+language)
			}
		}
	}
}
