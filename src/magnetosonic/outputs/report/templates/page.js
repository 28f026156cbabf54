"use strict";
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const SNAP = 16; // pixels from the pointer to a point that is taken
  const MOST = 60; // largest magnification
  const STEP = 1.5; // magnification of a button
  const STRETCH = {linear: (value) => value, log: Math.log10};
  const SHRINK = {linear: (value) => value, log: (value) => 10 ** value};

  const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

  function numeral(value) {
    const [mantissa, exponent] = Number(value.toPrecision(4)).toString().split("e");
    if (exponent !== undefined || (Math.abs(value) < 1e5 && Math.abs(value) >= 1e-3) || value === 0) {
      return exponent === undefined ? mantissa : `${mantissa}×10${superscript(exponent)}`;
    }
    const [short, power] = value.toExponential(3).split("e");
    return `${Number(short)}×10${superscript(power)}`;
  }

  function superscript(power) {
    return [...power.replace("+", "")].map((sign) => (sign === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[sign])).join("");
  }

  function quantity(axis, fallback, value, more = "") {
    const [, name, unit] = /^(.*?)\s*(?:\[(.*)\])?$/.exec(axis.name);
    return `${name || fallback} = ${numeral(value)}${more}${unit ? ` ${unit}` : ""}`;
  }

  // Share of the way from the start of an axis to its end, and back.
  function share(axis, value) {
    const stretch = STRETCH[axis.scale];
    return (stretch(value) - stretch(axis.start)) / (stretch(axis.end) - stretch(axis.start));
  }

  function valueAt(axis, part) {
    const stretch = STRETCH[axis.scale];
    return SHRINK[axis.scale](stretch(axis.start) + part * (stretch(axis.end) - stretch(axis.start)));
  }

  function place(panel, x, y) {
    const [left, top, width, height] = panel.box;
    return [left + width * share(panel.x, x), top + height * (1 - share(panel.y, y))];
  }

  function element(parent, name, attributes = {}) {
    const made = parent.appendChild(document.createElementNS(SVG, name));
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  class Drawing {
    constructor(figure) {
      this.frame = figure.querySelector(".frame");
      this.svg = figure.querySelector("svg");
      this.readout = figure.querySelector(".readout");
      this.tools = figure.querySelector(".tools");
      this.data = JSON.parse(figure.querySelector("script").textContent);
      this.data.panels.forEach((panel) =>
        panel.curves.forEach((curve) => {
          curve.places = curve.x.map((x, i) => place(panel, x, curve.y[i]));
        }),
      );
      this.pointers = new Map();
      this.chosen = null;
      this.cursor = element(this.svg, "g", {class: "cursor", visibility: "hidden"});
      this.across = element(this.cursor, "path", {"stroke-dasharray": "3 3", "stroke-opacity": 0.6});
      this.ring = element(this.cursor, "circle", {"stroke-width": 2});
      this.show(0, 0, this.data.width);
      this.say("Point at a curve to read it off.");
      this.listen();
      this.tools.hidden = this.readout.hidden = false;
    }

    get height() {
      return (this.view.width * this.data.height) / this.data.width;
    }

    // Show the part of the figure that begins at a place and has a width [pt].
    show(left, top, width) {
      const wide = clamp(width, this.data.width / MOST, this.data.width);
      const high = (wide * this.data.height) / this.data.width;
      this.view = {
        left: clamp(left, 0, this.data.width - wide),
        top: clamp(top, 0, this.data.height - high),
        width: wide,
      };
      this.svg.setAttribute("viewBox", `${this.view.left} ${this.view.top} ${wide} ${high}`);
      const whole = wide > 0.999 * this.data.width;
      this.frame.classList.toggle("zoomed", !whole);
      for (const button of this.tools.children) {
        button.disabled = button.dataset.action === "in" ? wide < (1.001 * this.data.width) / MOST : whole;
      }
      this.ring.setAttribute("r", (5 * wide) / this.pixels());
    }

    pixels() {
      return this.svg.getBoundingClientRect().width || this.data.width;
    }

    zoom(factor, x = this.view.left + this.view.width / 2, y = this.view.top + this.height / 2) {
      const width = clamp(this.view.width / factor, this.data.width / MOST, this.data.width);
      const scale = width / this.view.width;
      this.show(x - (x - this.view.left) * scale, y - (y - this.view.top) * scale, width);
    }

    act(action) {
      if (action === "reset") this.show(0, 0, this.data.width);
      else this.zoom(action === "in" ? STEP : 1 / STEP);
    }

    // Place in the figure [pt] of a place on the screen.
    at(clientX, clientY) {
      const box = this.svg.getBoundingClientRect();
      const scale = this.view.width / box.width;
      return [this.view.left + (clientX - box.left) * scale, this.view.top + (clientY - box.top) * scale];
    }

    say(text, colour = null) {
      this.readout.textContent = text;
      if (colour !== null) {
        const swatch = document.createElement("span");
        swatch.className = "swatch";
        swatch.style.background = colour;
        this.readout.prepend(swatch);
      }
    }

    mark(panel, x, y, ring) {
      const [left, top, width, height] = panel.box;
      this.across.setAttribute("d", `M${left} ${y}h${width}M${x} ${top}v${height}`);
      this.ring.setAttribute("cx", x);
      this.ring.setAttribute("cy", y);
      this.ring.setAttribute("visibility", ring ? "inherit" : "hidden");
      this.cursor.setAttribute("visibility", "visible");
    }

    leave() {
      this.cursor.setAttribute("visibility", "hidden");
    }

    nearest(panel, x, y) {
      let best = null;
      let reach = (SNAP * this.view.width) / this.pixels();
      panel.curves.forEach((curve, j) =>
        curve.places.forEach(([px, py], i) => {
          const distance = Math.hypot(px - x, py - y);
          if (distance < reach) [reach, best] = [distance, {curve: j, point: i}];
        }),
      );
      return best;
    }

    read(x, y) {
      const index = this.data.panels.findIndex(
        ({box: [left, top, width, height]}) => x >= left && x <= left + width && y >= top && y <= top + height,
      );
      if (index < 0) {
        this.leave();
        return;
      }
      const panel = this.data.panels[index];
      const found = this.nearest(panel, x, y);
      if (found) {
        this.choose({panel: index, ...found});
        return;
      }
      const [left, top, width, height] = panel.box;
      this.mark(panel, x, y, false);
      const [across, up] = [valueAt(panel.x, (x - left) / width), valueAt(panel.y, 1 - (y - top) / height)];
      this.say(`${quantity(panel.x, "x", across)}, ${quantity(panel.y, "y", up)}`);
    }

    // Read off one point of a curve.
    choose(chosen) {
      this.chosen = chosen;
      const panel = this.data.panels[chosen.panel];
      const curve = panel.curves[chosen.curve];
      const i = chosen.point;
      const [x, y] = curve.places[i];
      if (x < this.view.left || x > this.view.left + this.view.width) this.show(x - this.view.width / 2, this.view.top, this.view.width);
      if (y < this.view.top || y > this.view.top + this.height) this.show(this.view.left, y - this.height / 2, this.view.width);
      this.mark(panel, x, y, true);
      const value = curve.y[i];
      const [up, down] = curve.low.length ? [numeral(curve.high[i] - value), numeral(value - curve.low[i])] : ["", ""];
      const bars = up === "" ? "" : up === down ? ` ± ${up}` : ` (+${up} −${down})`;
      const name = curve.name ? `${curve.name}: ` : "";
      this.say(`${name}${quantity(panel.x, "x", curve.x[i])}, ${quantity(panel.y, "y", value, bars)}`, curve.colour);
    }

    // Go to another point of the curve, or to another curve.
    step(points, curves) {
      const all = this.data.panels.flatMap((panel, p) => panel.curves.map((curve, c) => [p, c]));
      if (!all.length) return;
      if (!this.chosen) {
        this.choose({panel: all[0][0], curve: all[0][1], point: 0});
        return;
      }
      const now = all.findIndex(([p, c]) => p === this.chosen.panel && c === this.chosen.curve);
      const [panel, curve] = all[(now + curves + all.length) % all.length];
      const length = this.data.panels[panel].curves[curve].places.length;
      this.choose({panel, curve, point: clamp(this.chosen.point + points, 0, length - 1)});
    }

    listen() {
      this.tools.addEventListener("click", (event) => {
        if (event.target.dataset.action) this.act(event.target.dataset.action);
      });
      this.frame.addEventListener("dblclick", () => this.act("reset"));
      // A page must scroll past its figures: the wheel zooms one that was clicked, or with the control key (pinch).
      this.frame.addEventListener(
        "wheel",
        (event) => {
          if (!event.ctrlKey && document.activeElement !== this.frame) return;
          event.preventDefault();
          this.zoom(Math.exp(clamp(-event.deltaY, -100, 100) * (event.ctrlKey ? 0.01 : 0.002)), ...this.at(event.clientX, event.clientY));
        },
        {passive: false},
      );
      this.frame.addEventListener("keydown", (event) => this.key(event));
      this.frame.addEventListener("pointerdown", (event) => {
        this.pointers.set(event.pointerId, [event.clientX, event.clientY]);
        this.frame.setPointerCapture(event.pointerId);
        this.read(...this.at(event.clientX, event.clientY));
      });
      this.frame.addEventListener("pointermove", (event) => this.move(event));
      for (const name of ["pointerup", "pointercancel"]) {
        this.frame.addEventListener(name, (event) => this.pointers.delete(event.pointerId));
      }
      this.frame.addEventListener("pointerleave", () => this.leave());
    }

    key(event) {
      const arrows = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
      const actions = {"+": "in", "=": "in", "-": "out", 0: "reset", Escape: "reset"};
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key in arrows) this.step(...arrows[event.key]);
      else if (event.key in actions) this.act(actions[event.key]);
      else return;
      event.preventDefault();
    }

    move(event) {
      const before = [...this.pointers.values()];
      if (this.pointers.has(event.pointerId)) this.pointers.set(event.pointerId, [event.clientX, event.clientY]);
      const after = [...this.pointers.values()];
      if (before.length === 2) {
        this.pinch(this.middle(before), this.middle(after));
      } else if (before.length === 1) {
        this.drag(...before[0], ...after[0]);
      }
      if (before.length < 2) this.read(...this.at(event.clientX, event.clientY));
    }

    drag(fromX, fromY, toX, toY) {
      const scale = this.view.width / this.pixels();
      this.show(this.view.left - (toX - fromX) * scale, this.view.top - (toY - fromY) * scale, this.view.width);
    }

    // What lay between the fingers stays between them.
    pinch(from, to) {
      if (from.length === 0 || to.length === 0) return;
      const [x, y] = this.at(from.x, from.y);
      const [shiftX, shiftY] = this.at(to.x, to.y);
      const width = clamp((this.view.width * from.length) / to.length, this.data.width / MOST, this.data.width);
      const scale = width / this.view.width;
      this.show(x - (shiftX - this.view.left) * scale, y - (shiftY - this.view.top) * scale, width);
    }

    middle([[x1, y1], [x2, y2]]) {
      return {x: (x1 + x2) / 2, y: (y1 + y2) / 2, length: Math.hypot(x2 - x1, y2 - y1)};
    }
  }

  async function copy(button) {
    const text = button.closest(".code").querySelector("pre");
    try {
      await navigator.clipboard.writeText(text.textContent);
      button.textContent = "Copied";
    } catch {
      // Where a page may not write to the clipboard, its reader can.
      getSelection().selectAllChildren(text);
      button.textContent = "Selected: press Ctrl+C";
    }
    setTimeout(() => (button.textContent = "Copy"), 3000);
  }

  document.querySelectorAll(".drawing").forEach((figure) => new Drawing(figure));
  document.querySelectorAll(".copy").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  });
})();
