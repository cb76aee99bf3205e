/** The panel: what each upstream does when it is asked, and whether it is asked at all. */
import { useState } from 'react';
import type { LegState } from '../shared/chat-message.ts';
import {
  FAULTS,
  faultsOf,
  LEG_LABELS,
  LEGS,
  NO_FAULTS,
  type FaultName,
  type Faults,
  type LegName,
} from '../shared/faults.ts';
import { useNow, type SeenState } from './use-upstreams.ts';

interface Props {
  seen: SeenState | undefined;
  faults: Faults;
  onChoose(faults: Faults): void;
  onForget(): void;
}

function healthText(state: LegState | undefined, passedMs: number): { text: string; isWell: boolean } {
  const left = Math.ceil(((state?.pauseMs ?? 0) - passedMs) / 1_000);
  if (!state || state.state === 'in service') return { text: 'In service', isWell: true };
  if (state.state === 'asked for a pause')
    return left > 0 ? { text: `Left alone for ${left} s`, isWell: false } : { text: 'In service', isWell: true };
  return { text: left > 0 ? `Benched for ${left} s` : 'On trial: the next message tries it', isWell: false };
}

function Upstream({
  leg,
  place,
  state,
  passedMs,
  fault,
  onChoose,
}: {
  leg: LegName;
  place: number;
  state: LegState | undefined;
  passedMs: number;
  /** `undefined` for a real one. */
  fault: FaultName | undefined;
  onChoose(fault: FaultName): void;
}) {
  const { label, route } = LEG_LABELS[leg];
  const health = healthText(state, passedMs);
  return (
    <li className="upstream" data-leg={leg}>
      <h3>
        {place}. {label}
      </h3>
      <p className={`health ${health.isWell ? 'well' : 'ill'}`}>{health.text}</p>
      <p className="route">{route}</p>
      {fault !== undefined && (
        <>
          <label className="choice">
            <span className="hidden">What {label} does</span>
            <select
              value={fault}
              aria-describedby={`wire-${leg}`}
              onChange={event => onChoose(event.target.value as FaultName)}
            >
              {faultsOf(leg).map(([name, { label }]) => (
                <option key={name} value={name}>
                  {label}
                </option>
              ))}
            </select>
          </label>
          <p className="wire" id={`wire-${leg}`}>
            {FAULTS[fault].wire}
          </p>
        </>
      )}
    </li>
  );
}

/** On a phone the chat comes first: the panel is folded there. */
const isWide = () => matchMedia('(min-width: 56rem)').matches;

export function Upstreams({ seen, faults, onChoose, onForget }: Props) {
  const [isOpen, setIsOpen] = useState(isWide);
  const now = useNow(seen?.legs.some(({ pauseMs }) => pauseMs > 0) ?? false);
  const isPlayed = seen?.isPlayed ?? true;
  const legs = isPlayed ? LEGS : seen!.legs.map(({ name }) => name);
  const broken = legs.filter(leg => isPlayed && faults[leg] !== 'none').map(leg => LEG_LABELS[leg].label);
  return (
    <section className="panel" aria-labelledby="upstreams">
      <details open={isOpen} onToggle={event => setIsOpen(event.currentTarget.open)}>
        <summary>
          <h2 id="upstreams">Upstreams</h2>
          <span className="broken">{broken.length === 0 ? 'All work' : `Broken: ${broken.join(', ')}`}</span>
        </summary>
        <p className="lead">
          {isPlayed
            ? 'They are asked in this order. They are played: break them as you like, nobody else is disturbed.'
            : 'They are asked in this order. They are real: nothing can be broken here.'}
        </p>
        <ol className="upstreams">
          {legs.map((leg, index) => (
            <Upstream
              key={leg}
              leg={leg}
              place={index + 1}
              state={seen?.legs.find(({ name }) => name === leg)}
              passedMs={now - (seen?.at ?? now)}
              fault={isPlayed ? faults[leg] : undefined}
              onChoose={fault => onChoose({ ...faults, [leg]: fault })}
            />
          ))}
        </ol>
        {isPlayed && (
          <>
            <div className="buttons">
              <button type="button" onClick={() => onChoose(NO_FAULTS)}>
                Mend all
              </button>
              <button type="button" onClick={onForget} aria-describedby="forgets">
                Forget
              </button>
            </div>
            <p className="wire" id="forgets">
              Two failed messages bench an upstream for 15 seconds. A Durable Object remembers it; “Forget” starts anew.
            </p>
          </>
        )}
      </details>
    </section>
  );
}
