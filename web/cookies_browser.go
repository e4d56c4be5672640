package web

import (
	"crypto/hmac"
	"net/http"
	"strconv"
	"strings"
	"time"

	"entente/access"
)

// browserCookie names the one by which a browser is known in which an account was
// opened before. It opens nothing: it gives its owner attempts of their own, so that
// nobody who tries the same account elsewhere can use them up.
func (s *site) browserCookie(q *http.Request) string { return s.cookieName(q, "-browser") }

// browserTime is how long a browser is known after a sign-in.
const browserTime = 180 * 24 * time.Hour

// knownBrowser names the browser if the account of this login was opened in it; ""
// for any other.
func (s *site) knownBrowser(q *http.Request, login string) string {
	cookie, err := q.Cookie(s.browserCookie(q))
	if err != nil {
		return ""
	}
	said, code, _ := cutLast(cookie.Value, '.')
	id, stamp, _ := strings.Cut(said, ".")
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || !hmac.Equal([]byte(code), []byte(s.browserCode(said, login))) || s.node.Now().Sub(time.Unix(seconds, 0)) > browserTime {
		return ""
	}
	return id
}

// knowBrowser has the browser keep that this account was opened in it. The login
// does not stand in the cookie, only what it is checked against.
func (s *site) knowBrowser(w http.ResponseWriter, q *http.Request, login string) error {
	id, err := access.NewID(s.node.Random)
	if err != nil {
		return err
	}
	said := id + "." + strconv.FormatInt(s.node.Now().Unix(), 10)
	cookie := s.cookie(q, s.browserCookie(q), said+"."+s.browserCode(said, login))
	cookie.MaxAge = int(browserTime / time.Second)
	http.SetCookie(w, cookie)
	return nil
}

func (s *site) browserCode(said, login string) string {
	return s.cookieCode("known browser", said+"\n"+access.Login(login))
}

func cutLast(text string, separator byte) (before, after string, found bool) {
	at := strings.LastIndexByte(text, separator)
	if at < 0 {
		return text, "", false
	}
	return text[:at], text[at+1:], true
}
