package main

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"
)

// The page that leads a newcomer from a clone to a programme with a partner is
// done, command by command, by two machines that share nothing but the network
// and the cards that are carried from one to the other.
func TestTheFirstProgrammeIsMadeAsItsPageSays(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the page's commands are those of a Unix shell")
	}
	page, err := os.ReadFile("../../docs/first-programme.md")
	if err != nil {
		t.Fatal(err)
	}
	guide := newGuide(t)
	ran := 0
	for step := range strings.SplitSeq(string(page), "\n## ") {
		for _, line := range promptLine.FindAllStringSubmatch(step, -1) {
			guide.machines[line[1]].follow(t, guide, line[2])
			ran++
		}
		if strings.HasPrefix(step, "5. Write the programme") {
			guide.writeProgramme(t)
			ran++
		}
	}
	if ran < 15 {
		t.Fatalf("the page has %d commands", ran)
	}
}

var (
	promptLine  = regexp.MustCompile(`(?m)^    (north|south)\$ (.+)$`)
	untilSaid   = regexp.MustCompile(`# until it says "([^"]+)"`)
	peerAddress = regexp.MustCompile(`(north|south)\.example:7443`)
)

// A guide is the two machines of the page.
type guide struct{ machines map[string]*machine }

// A machine is a folder of its own, with the ports that stand for its host.
type machine struct {
	runner
	name, other string
	peers       string // stands for NAME.example:7443
	pages       string
}

func newGuide(t *testing.T) guide {
	t.Helper()
	g := guide{map[string]*machine{}}
	binary, err := exec.LookPath("entente") // this test binary, under the command's name: TestMain
	if err != nil {
		t.Fatal(err)
	}
	for name, other := range map[string]string{"north": "south", "south": "north"} {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		g.machines[name] = &machine{runner: newRunner(t, binary), name: name, other: other, peers: listener.Addr().String()}
		g.machines[name].put("passphrase", "words that wrap keys\n")
		if err := listener.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return g
}

// follow does what a line of the page says.
func (m *machine) follow(t *testing.T, g guide, line string) {
	t.Helper()
	line = peerAddress.ReplaceAllStringFunc(line, func(host string) string { return g.machines[host[:5]].peers })
	line = strings.ReplaceAll(line, "0.0.0.0:7443", m.peers)
	switch {
	case strings.HasPrefix(line, "entente serve "):
		m.pages = m.serve(append(strings.Fields(line)[1:], "--listen", "127.0.0.1:0", "--reach", "127.0.0.1", "--passphrase-file", "passphrase")...)
	case strings.HasPrefix(line, "entente account add "):
		m.shell(t, line+" --password-file password --passphrase-file passphrase")
	case strings.HasPrefix(line, "entente init "), strings.HasPrefix(line, "entente verify "):
		m.shell(t, line+" --passphrase-file passphrase")
	case strings.Contains(line, " --root "):
		m.shell(t, line+" --root-passphrase-file passphrase")
	case strings.Contains(line, `--fingerprint "…"`):
		m.shell(t, strings.Replace(line, "…", g.machines[m.other].fingerprint(t), 1))
	case untilSaid.MatchString(line):
		said := untilSaid.FindStringSubmatch(line)[1]
		for limit := time.Now().Add(patience); !strings.Contains(m.shell(t, line), said); {
			if time.Now().After(limit) {
				t.Fatalf("%s$ %s: never said %q", m.name, line, said)
			}
		}
	default:
		m.shell(t, line)
	}
	g.carryCards(t)
}

// shell runs a line as somebody's shell would.
func (m *machine) shell(t *testing.T, line string) string {
	t.Helper()
	c := exec.Command("sh", "-c", line)
	c.Dir = m.folder
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%s$ %s: %v\n%s", m.name, line, err, out)
	}
	return string(out)
}

// fingerprint is what the machine's people read aloud.
func (m *machine) fingerprint(t *testing.T) string {
	t.Helper()
	digits := regexp.MustCompile(`([0-9]{5} ){7}[0-9]{5}`).FindString(m.shell(t, "entente partner card --data node"))
	if digits == "" {
		t.Fatalf("%s is shown no fingerprint", m.name)
	}
	return digits
}

// carryCards gives each machine the other's card as soon as there is one.
func (g guide) carryCards(t *testing.T) {
	t.Helper()
	for name, m := range g.machines {
		card, err := os.ReadFile(filepath.Join(m.folder, name+".card"))
		if err == nil {
			g.machines[m.other].put(name+".card", string(card))
		}
	}
}

// writeProgramme does in the pages what the page tells, and waits for the record
// at the partner.
func (g guide) writeProgramme(t *testing.T) {
	t.Helper()
	north, south := g.machines["north"], g.machines["south"]
	desk := newVisitor(t, north.pages, "desk")
	channel := north.shared()
	at := "/records/" + channel + "/new"
	desk.shows(desk.get("/records?kind=programme/programme&channel="+channel), "New: Programme")
	form := desk.get(at + "?kind=programme/programme")
	desk.shows(form, "Who will see this", "SLD", "Write it for NRD only")
	desk.shows(desk.send(form, at, map[string]string{"title.en": "Cooperation on clean harbours", "_do": "save"}), "Cooperation on clean harbours")
	office := newVisitor(t, south.pages, "desk")
	for limit := time.Now().Add(patience); !strings.Contains(office.get("/"), "Cooperation on clean harbours"); {
		if time.Now().After(limit) {
			t.Fatal("the programme never arrived at the partner")
		}
	}
}
