package keys

import "strings"

// bech32 writes data as BIP 173 does, without that document's limit on length.
// age reads its keys only in this form, and draws them only from the system's
// randomness, which a simulated run must be able to replace.
func bech32(prefix string, data []byte) string {
	const alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
	digits := fiveBits(data)
	check := make([]byte, 0, 2*len(prefix)+len(digits)+7)
	for _, c := range []byte(prefix) {
		check = append(check, c>>5)
	}
	check = append(check, 0)
	for _, c := range []byte(prefix) {
		check = append(check, c&31)
	}
	check = append(append(check, digits...), 0, 0, 0, 0, 0, 0)
	sum := bech32Sum(check) ^ 1
	for i := range 6 {
		digits = append(digits, byte(sum>>(5*(5-i)))&31)
	}
	var text strings.Builder
	text.WriteString(prefix + "1")
	for _, d := range digits {
		text.WriteByte(alphabet[d])
	}
	return text.String()
}

func fiveBits(data []byte) (digits []byte) {
	held, bits := uint32(0), 0
	for _, b := range data {
		held, bits = held<<8|uint32(b), bits+8
		for bits >= 5 {
			bits -= 5
			digits = append(digits, byte(held>>bits)&31)
		}
	}
	if bits > 0 {
		digits = append(digits, byte(held<<(5-bits))&31)
	}
	return digits
}

func bech32Sum(values []byte) uint32 {
	generator := [5]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3}
	sum := uint32(1)
	for _, v := range values {
		top := sum >> 25
		sum = (sum&0x1ffffff)<<5 ^ uint32(v)
		for i, g := range generator {
			if top>>i&1 == 1 {
				sum ^= g
			}
		}
	}
	return sum
}
