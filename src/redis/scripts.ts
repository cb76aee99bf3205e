/**
 * The rules of changes as Redis runs them, each script atomically; the same as those of the row table. All rows are fields
 * of one hash, so that one question brings every change, and a cluster has them in one slot.
 *
 * `#` is the last version; `b:<id>` is `version writer sequence generation openUntil openMs timesOpened probeUntil isolated`,
 * `w:<id>` is `version until`, `t:<id>` is `version left`. Numbers are written whole: by itself Lua would round them to 14 digits.
 */
import { MAX_WAIT_MS } from '../health/not-before.ts';
import { KEPT_MS, MAX_ROWS } from '../store/row-table.ts';

/** A year; numbers that are no pauses would be no times to live either. */
const LONGEST_TTL_MS = 31_536_000_000;

const BEGIN = `
local key = KEYS[1]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function text(number) return string.format('%.0f', number) end
local last = tonumber(redis.call('HGET', key, '#') or '0') or 0
local function fieldsOf(row)
  local fields = {}
  for field in string.gmatch(row or '', '%S+') do fields[#fields + 1] = field end
  return fields
end
`;

/** Writes a row, forgets what is over, and lets the whole be forgotten with the last of it. */
const WRITE = `
local function expiryOf(name, row)
  local fields = fieldsOf(row)
  if string.sub(name, 1, 1) == 'w' then return tonumber(fields[2]) or 0 end
  if string.sub(name, 1, 1) == 't' then return math.floor((tonumber(fields[1]) or 0) / 1000) + ${KEPT_MS} end
  if #fields ~= 9 then return 0 end
  if fields[9] == '1' then return math.huge end
  return math.max(tonumber(fields[5]), tonumber(fields[8]), math.floor(tonumber(fields[1]) / 1000)) + ${KEPT_MS}
end
local function tidy()
  local all = redis.call('HGETALL', key)
  local kept, longest = {}, now
  for at = 1, #all, 2 do
    if all[at] ~= '#' then
      local expiry = expiryOf(all[at], all[at + 1])
      if expiry <= now then redis.call('HDEL', key, all[at])
      else
        kept[#kept + 1] = { all[at], expiry }
        longest = math.max(longest, expiry)
      end
    end
  end
  if #kept > ${MAX_ROWS} then
    table.sort(kept, function(a, b) return a[2] < b[2] end)
    for at = 1, #kept - ${MAX_ROWS} do
      if kept[at][2] < math.huge then redis.call('HDEL', key, kept[at][1]) end
    end
  end
  if longest == math.huge then redis.call('PERSIST', key)
  else redis.call('PEXPIRE', key, text(math.min(longest - now + 1000, ${LONGEST_TTL_MS}))) end
end
local version = math.max(last + 1, time[1] * 1000000 + time[2])
local function write(name, row)
  redis.call('HSET', key, '#', text(version), name, text(version) .. ' ' .. row)
  tidy()
  return { text(now), name .. ' ' .. text(version) .. ' ' .. row }
end
`;

/** ARGV: the version since when. */
export const CHANGES: string = `${BEGIN}
local since = tonumber(ARGV[1])
local reply = { text(now) }
if last <= since then return reply end
local all = redis.call('HGETALL', key)
for at = 1, #all, 2 do
  local version = tonumber(string.match(all[at + 1], '^%S+'))
  if all[at] ~= '#' and version and version > since then reply[#reply + 1] = all[at] .. ' ' .. all[at + 1] end
end
return reply
`;

/**
 * ARGV: id, base, writer, sequence, generation, whether it is open, what is left of that, its length, how often it has
 * opened, what is left of the probe's lease, whether it is isolated, whether by hand.
 */
export const PUT_BREAKER: string = `${BEGIN}${WRITE}
local id, base, writer, sequence = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local generation, isolated, byHand = tonumber(ARGV[5]), ARGV[11], ARGV[12] == '1'
local name = 'b:' .. id
local present = redis.call('HGET', key, name)
local fields = fieldsOf(present)
if #fields == 9 then
  local before = tonumber(fields[4])
  if byHand then generation = math.max(generation, before + 1)
  else
    isolated = fields[9]
    local isNewer
    if fields[2] == writer then isNewer = sequence > tonumber(fields[3])
    else isNewer = base == fields[1] or generation > before end
    if not isNewer then return { text(now), name .. ' ' .. present } end
  end
end
local openUntil, probeUntil = 0, 0
if ARGV[6] == '1' then openUntil = math.max(1, now + tonumber(ARGV[7])) end
if tonumber(ARGV[10]) > 0 then probeUntil = now + tonumber(ARGV[10]) end
return write(name, table.concat({
  writer, text(sequence), text(generation), text(openUntil), ARGV[8], ARGV[9], text(probeUntil), isolated
}, ' '))
`;

/** ARGV: id, milliseconds. */
export const PUT_WAIT: string = `${BEGIN}${WRITE}
local name = 'w:' .. ARGV[1]
local untilTime = now + math.min(tonumber(ARGV[2]), ${MAX_WAIT_MS})
local present = redis.call('HGET', key, name)
if (tonumber(fieldsOf(present)[2]) or 0) >= untilTime then return { text(now), name .. ' ' .. present } end
return write(name, text(untilTime))
`;

/** ARGV: id, change, capacity; both in thousandths of a token. */
export const PUT_TOKENS: string = `${BEGIN}${WRITE}
local name = 't:' .. ARGV[1]
local capacity = tonumber(ARGV[3])
local present = tonumber(fieldsOf(redis.call('HGET', key, name))[2]) or capacity
return write(name, text(math.min(capacity, math.max(0, present + tonumber(ARGV[2])))))
`;
