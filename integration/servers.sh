# The servers of integration/run, each on ports of its own from a base upward. Every port has a name, under which the tests find its
# address in the environment: NGINX_TLS12 is where nginx speaks nothing but TLS 1.2.

# start BASE: fails when a server cannot have its ports. Those that run are in pids.
start() {
	local base=$1 names=(HTTP HTTPS TLS12 TLS13 H2 CLIENT ASKING) port=$1
	export OCSP_URI=http://127.0.0.1:$((base + 38)) DEAD_URI=http://127.0.0.1:1
	certify ca -extensions ca
	for name in server good revoked stapled silent client; do
		certify "$name" -extensions "$name" -CA "$dir/ca.pem" -CAkey "$dir/ca.key"
	done
	answers
	for name in "${names[@]}" GOOD REVOKED STAPLED SILENT; do
		export "NGINX_$name=127.0.0.1:$((port++))"
	done
	port=$((base + 20))
	for name in "${names[@]}"; do
		export "APACHE_$name=127.0.0.1:$((port++))"
	done
	export HTTP_ADDRESS=$NGINX_HTTP HTTPS_ADDRESS=$NGINX_HTTPS
	nginx_starts && apache_starts && responder_starts "$((base + 38))"
}

# fill FILE: writes a configuration with the addresses and names of this run.
fill() {
	local script="s|@DIR@|$dir|g"
	for name in $(compgen -e | grep -E '^(NGINX|APACHE)_'); do
		script="$script; s|@$name@|${!name}|g"
	done
	sed "$script" "$1" >"$dir/$1"
}

nginx_starts() {
	cp nginx-common.conf nginx-tls.conf "$dir"
	local user=()
	[ "$(id -u)" != 0 ] || user=(-g 'user root;') # the workers too, as the directory is ours alone
	fill nginx.conf
	nginx -p "$dir" -c nginx.conf -e nginx.log "${user[@]}" 2>/dev/null && pids+=("$(cat "$dir/nginx.pid")")
}

apache_starts() {
	fill apache.conf
	apache2 -d "$dir" -f "$dir/apache.conf" 2>"$dir/apache-start.log" || return 1
	until [ -s "$dir/apache.pid" ]; do sleep 0.1; done
	pids+=("$(cat "$dir/apache.pid")")
}

# responder_starts PORT: OpenSSL's OCSP responder, which answers one question at a time.
responder_starts() {
	openssl ocsp -index "$dir/index.txt" -port "$1" -rsigner "$dir/ca.pem" -rkey "$dir/ca.key" -CA "$dir/ca.pem" \
		>"$dir/ocsp.log" 2>&1 &
	pids+=($!)
	until grep -q "waiting for OCSP client connections" "$dir/ocsp.log"; do
		kill -0 $! 2>/dev/null || return 1
		sleep 0.1
	done
}

# stop ends every server and waits for it.
stop() {
	local pid
	for pid in "${pids[@]}"; do
		kill "$pid" 2>/dev/null || continue
		while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
	done
	pids=()
}

# certify NAME OPTION...: makes NAME.key and NAME.pem.
certify() {
	local name=$1
	shift
	openssl req -config openssl.cnf -x509 -days 2 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-keyout "$dir/$name.key" -out "$dir/$name.pem" "$@" 2>"$dir/openssl.log" || { cat "$dir/openssl.log" >&2; exit 1; }
}

# answers makes the list of what the authority knows of its certificates, and the answer that nginx staples.
answers() {
	local name now later
	now=$(date -u +%y%m%d%H%M%SZ) later=$(date -u -d +1day +%y%m%d%H%M%SZ)
	for name in good revoked stapled; do
		serial=$(openssl x509 -in "$dir/$name.pem" -noout -serial | cut -d= -f2)
		if [ "$name" = revoked ]; then
			printf 'R\t%s\t%s\t%s\tunknown\t/CN=%s\n' "$later" "$now" "$serial" "$name"
		else
			printf 'V\t%s\t\t%s\tunknown\t/CN=%s\n' "$later" "$serial" "$name"
		fi
	done >"$dir/index.txt"
	openssl ocsp -index "$dir/index.txt" -rsigner "$dir/ca.pem" -rkey "$dir/ca.key" -CA "$dir/ca.pem" -ndays 1 \
		-issuer "$dir/ca.pem" -cert "$dir/stapled.pem" -respout "$dir/stapled.ocsp" >/dev/null 2>"$dir/openssl.log"
}
