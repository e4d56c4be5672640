package collector

import (
	"fmt"
	"math"
	"strconv"

	"entente/audit"
)

// RFC 5424, 6.2.1: facility 13 is "log audit", severity 5 is "notice".
const priority = 13*8 + 5

// The finest time that RFC 5424 (6.2.3) takes has six digits of a second.
const timeFormat = "2006-01-02T15:04:05.999999Z07:00"

// frame is a line as a message with its length before it (RFC 5425, 4.3.1).
func frame(host string, line audit.Line) []byte {
	// RFC 5424, 7.3.1: a sequenceId is 1 to 2^31-1, and begins again at 1.
	sequence := (line.Number-1)%math.MaxInt32 + 1
	message := fmt.Appendf(nil, `<%d>1 %s %s entente - %s [meta sequenceId="%d"] `,
		priority, line.Event.At.UTC().Format(timeFormat), host, line.Event.What, sequence)
	message = append(message, line.Text()...)
	return append(append(strconv.AppendInt(nil, int64(len(message)), 10), ' '), message...)
}

// hostName is a partner's code as the name of a host in a message; "-" is none.
func hostName(code string) string {
	for _, c := range []byte(code) {
		if c <= ' ' || c > '~' {
			return "-"
		}
	}
	if code == "" || len(code) > 255 {
		return "-"
	}
	return code
}
