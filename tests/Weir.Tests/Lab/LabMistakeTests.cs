using Weir.Declaration;

namespace Weir.Tests.Lab;

/// <summary>What is said of files that are wrong: where, and what would be right.</summary>
public sealed class LabMistakeTests
{
    [Theory]
    [InlineData("nods: { a: {} }", 1, 1, "did you mean 'nodes'?")]
    [InlineData("name: Two_Sites", 1, 7, "did you mean 'two-sites'?")]
    [InlineData("nodes:\n  a: { kind: brigde }", 2, 14, "did you mean 'bridge'?")]
    [InlineData("nodes:\n  a: { memry: 5 MiB }", 2, 8, "did you mean 'memory'?")]
    [InlineData("nodes:\n  a: { memory: 256 }", 2, 16, "256 KiB")]
    [InlineData("nodes:\n  a: { cpus: none }", 2, 14, "a number of cores")]
    [InlineData("nodes:\n  Server: {}", 2, 3, "did you mean 'server'?")]
    [InlineData("nodes:\n  web_1: {}", 2, 3, "did you mean 'web-1'?")]
    [InlineData("nodes:\n  a: {}\n  a: {}", 3, 3, "remove one of the two")]
    [InlineData("nodes:\n  a1: {}\n  a[1..2]: {}", 3, 3, "remove one of the two")]
    [InlineData("nodes:\n  h[1-3]: {}", 2, 3, "name[1..3]")]
    [InlineData("nodes:\n  h[3..1]: {}", 2, 3, "name[1..3]")]
    [InlineData("nodes:\n  h[1..${c}]: {}", 2, 8, "add it to vars")]
    [InlineData("vars: { clients: 2 }\nnodes:\n  h[1..${client}]: {}", 3, 8, "did you mean 'clients'?")]
    [InlineData("nodes: [a, b]", 1, 8, "write one name a line")]
    [InlineData("nodes:\n  - a", 2, 3, "write one name a line")]
    [InlineData("nodes: { a: {}, b: {} }\nlinks:\n  - a - b", 3, 5, "did you mean 'a -- b'?")]
    [InlineData("nodes: { a: {}, b: {} }\nlinks:\n  - a -> b", 3, 5, "did you mean 'a -- b'?")]
    [InlineData("nodes: { a: {}, b: {} }\nlinks:\n  - a--b", 3, 5, "did you mean 'a -- b'?")]
    [InlineData("nodes: { server: {}, b: {} }\nlinks:\n  - sever -- b", 3, 5, "did you mean 'server'?")]
    [InlineData("nodes: { a: {} }\nlinks:\n  - a -- a", 3, 5, "name two nodes")]
    [InlineData("nodes: { a: {}, b: {} }\nlinks:\n  - a -- b: { delay: 10 }", 3, 22, "10 ms")]
    [InlineData("nodes: { a: {}, b: {} }\nlinks:\n  - a -- b: { rate: 20 }", 3, 21, "20 Mbit/s")]
    [InlineData("nodes: { a: {}, b: {} }\nlinks:\n  - a -- b: { loss: 0.1 }", 3, 21, "0.1 %")]
    [InlineData("nodes: { a: {}, b: {} }\nlinks:\n  - a -- b: { dealy: 10 ms }", 3, 15, "did you mean 'delay'?")]
    [InlineData("nodes: { a: {}, b: {} }\nlinks:\n  - a -- b: { reorder: 5 % }", 3, 13, "add delay")]
    [InlineData("nodes: { a: {}, b: {} }\nlinks:\n  - a -- b: { delay: 1 ms, backend: kernel }", 3, 28, "engine")]
    [InlineData("nodes: { a: {}, b: {} }\nlinks:\n  - a -- b: { to: { c: { loss: 1 % } } }", 3, 24, "known: a, b")]
    [InlineData("nodes: { \"a[1..2]\": {}, \"b[1..3]\": {} }\nlinks:\n  - a[1..2] -- b[1..3]", 3, 5, "a link is written")]
    [InlineData("nodes: { \"s[1..2]\": { kind: bridge } }\nlinks:\n  - s1 -- s2\n  - s1 -- s2", 4, 5, "stp: true")]
    [InlineData("nodes: { a: { addresses: 10.0.0.5 } , b: {} }\nlinks: [a -- b]", 1, 26, "10.0.0.5/24")]
    [InlineData("nodes: { a: { addresses: 10.0.0.0/24 } , b: {} }\nlinks: [a -- b]", 1, 15, "did you mean '10.0.0.1/24'?")]
    [InlineData("nodes: { a: { addresses: { eth1: 10.0.0.1/24 } } , b: {} }\nlinks: [a -- b]", 1, 15, "did you mean 'eth0'?")]
    [InlineData("nodes: { a: { mac: \"03:00:00:00:00:01\" }, b: {} }\nlinks: [a -- b]", 1, 20, "even")]
    [InlineData("nodes: { a: { addresses: 10.9.0.1/24 }, b: { addresses: 10.9.0.1/24 } }\nlinks: [a -- b]", 1, 46, "its own address")]
    [InlineData("nodes: { a: {} }\nprograms:\n  p: { on: b, run: x }", 3, 12, "a")]
    [InlineData("nodes: { a: {} }\nprograms:\n  p: { run: x }", 3, 6, "The node")]
    [InlineData("nodes: { a: {} }\nprograms:\n  p: { on: a }", 3, 3, "add run")]
    [InlineData("nodes: { a: {} }\nprograms:\n  p: { on: a, kind: http-sever, port: 1 }", 3, 21, "did you mean 'http-server'?")]
    [InlineData("nodes: { a: {} }\nprograms:\n  p: { on: a, kind: http-server }", 3, 6, "The port")]
    [InlineData("nodes: { a: {} }\nprograms:\n  p: { on: a, kind: http-server, port: 80800 }", 3, 40, "between 1 and 65535")]
    [InlineData("nodes: { a: {} }\nprograms:\n  p: { on: a, run: x, restart: allways }", 3, 32, "did you mean 'always'?")]
    [InlineData("nodes: { a: {} }\nprograms:\n  p: { on: a, run: x, after: q }\n  q: { on: a, run: x, after: p }", 3, 23, "remove one 'after'")]
    [InlineData("nodes: { \"h[1..3]\": {} }\nprograms:\n  p: { on: \"h[1..3]\", run: x }", 3, 12, "write one name")]
    [InlineData("nodes: { \"h[1..3]\": {} }\nprograms:\n  p: { on: \"h{n}\", run: x }", 3, 12, "{n} is the index of a range")]
    [InlineData("nodes: { s: { kind: bridge }, h: {} }\nlinks: [h -- s]\nprograms:\n  p: { on: s, run: x }", 4, 8, "name a host, such as h")]
    [InlineData("nodes: { a: {}, b: {} }\nlinks: [a -- b]\ncaptures:\n  - at: c", 4, 9, "known: a, b")]
    [InlineData("nodes: { a: {}, b: {} }\nlinks: [a -- b]\ncaptures:\n  - { at: a, filtre: tcp }", 4, 14, "did you mean 'filter'?")]
    [InlineData("nodes: { a: {} }\ncaptures: [a]", 2, 12, "give it a link")]
    [InlineData("nodes: { a: {}, b: {} }\nlinks: [a -- b]\ncaptures:\n  - { at: a, files: 5 }", 4, 14, "add size")]
    [InlineData("nodes: { a: {}, b: {} }\nlinks: [a -- b]\nmonitors:\n  m: { kind: flow, at: a }", 4, 14, "did you mean 'flows'?")]
    [InlineData("nodes: { a: {}, b: {} }\nlinks: [a -- b]\nmonitors:\n  m: { at: a }", 4, 3, "flows")]
    [InlineData("nodes: { a: {}, b: {} }\nlinks: [a -- b]\nmonitors:\n  m: { kind: flows }", 4, 3, "add at: a")]
    [InlineData("nodes: { a: {}, b: {} }\nlinks: [a -- b]\nmonitors:\n  m: { kind: flows, at: c }", 4, 25, "known: a, b")]
    [InlineData("nodes: { a: {}, b: {} }\nlinks: [a -- b]\nmonitors:\n  m: { kind: flows, at: a, sink: ../x.db }", 4, 34, "the run's folder")]
    [InlineData("nodes: { a: {}, b: {} }\nlinks: [a -- b]\nmonitors:\n  m: { kind: flows, at: a, secrets: keys }", 4, 28, "sink")]
    [InlineData("nodes: { a: {}, b: {} }\nlinks: [a -- b]\nmonitors:\n  m: { kind: messages, at: a, protocols: [htp] }", 4, 43, "did you mean 'http'?")]
    [InlineData("nodes: { a: {}, b: {} }\nlinks: [a -- b]\nevents:\n  - link: { a -- b: down }", 4, 5, "When")]
    [InlineData("nodes: { a: {}, b: {} }\nlinks: [a -- b]\nevents:\n  - at: 3 s\n    link: { a -- b: dwon }", 5, 21, "did you mean 'down'?")]
    [InlineData("nodes: { a: {}, b: {} }\nlinks: [a -- b]\nevents:\n  - at: 3 s\n    link: { a -- c: down }", 5, 13, "did you mean 'a -- b'?")]
    [InlineData("nodes: { a: {}, b: {} }\nlinks: [a -- b]\nevents:\n  - at: 3 s\n    link: down", 5, 11, "link: { a -- b: down }")]
    [InlineData("nodes: { a: {}, b: {} }\nlinks: [a -- b]\nevents:\n  - at: 3 s", 4, 5, "link")]
    [InlineData("nodes: { a: {}, b: {} }\nlinks: [a -- b]\nduration: 1 s\nevents:\n  - at: 3 s\n    link: { a -- b: down }", 5, 5, "lengthen duration")]
    [InlineData("nodes: { a: {}, b: {} }\nchecks:\n  - pign: { from: a, to: b }", 3, 5, "did you mean 'ping'?")]
    [InlineData("nodes: { a: {}, b: {} }\nchecks:\n  - ping: { from: a }", 3, 11, "The node or address")]
    [InlineData("nodes: { a: {}, b: {} }\nchecks:\n  - ping: { from: a, to: b }\n    tcp: { from: a, to: b, port: 1 }", 4, 5, "make two of it")]
    [InlineData("nodes: { a: {}, b: {} }\nchecks:\n  - ping: { from: a, to: b }\n    within: 5", 4, 13, "5 ")]
    [InlineData("nodes: { a: {}, b: {} }\nchecks:\n  - ping: { from: a, to: b }\n    within: 5 s\n    always: true", 5, 5, "keep 'within' or 'always'")]
    [InlineData("nodes: { a: {}, b: {} }\nchecks:\n  - rtt: { from: a, to: b }", 3, 10, "add 'below'")]
    [InlineData("nodes: { s: { kind: bridge }, h: {} }\nlinks: [h -- s]\nchecks:\n  - ping: { from: h, to: s }", 4, 22, "name a host")]
    [InlineData("nodes: { a: {}, b: {} }\nchecks:\n  - ping: { from: a, to: b }\n    always: yes", 4, 13, "write true")]
    [InlineData("topology: { rign: 5 }", 1, 13, "did you mean 'ring'?")]
    [InlineData("topology: { fat-tree: 3 }", 1, 23, "write 4")]
    [InlineData("include: other.lab.yaml", 1, 10, "paths start from")]
    [InlineData("duration: 10", 1, 11, "10 ms")]
    [InlineData("seed: none", 1, 7, "a whole number")]
    [InlineData("name: a\nname: b", 2, 1, "remove one of the two")]
    [InlineData("nodes:\n\ta: {}", 2, 1, "indent with spaces")]
    [InlineData("nodes:\n  a: {\nlinks: []", 0, 0, "{ key: value, key: value }")]
    [InlineData("description: \"open", 0, 0, "same quote")]
    [InlineData("nodes:\n  a: {}\n b: {}", 3, 0, "indent keys of one map")]
    [InlineData("nodes: { h[1..3]: {} }", 1, 0, "in quotes")]
    [InlineData("nodes: *missing", 1, 8, "")]
    [InlineData("name", 1, 1, "begin with")]
    [InlineData("", 1, 1, "weir init")]
    public void A_mistake_has_its_place_and_a_hint(string text, int line, int column, string hint)
    {
        IReadOnlyList<Mistake> mistakes = LabText.Mistakes(text);
        string all = string.Join('\n', mistakes);
        mistakes.ShouldAllBe(m => m.Place.Line > 0 && m.Place.Column > 0, all);
        mistakes.Where(m => m.Hint.Contains(hint, StringComparison.Ordinal) && (line == 0 || m.Place.Line == line) && (column == 0 || m.Place.Column == column)).ShouldNotBeEmpty(all);
        mistakes.Count.ShouldBeLessThanOrEqualTo(2, all);
    }

    [Fact]
    public void All_mistakes_come_at_once_in_the_order_of_the_file()
    {
        IReadOnlyList<Mistake> mistakes = LabText.Mistakes("nodes:\n  a: { knd: bridge }\n  b: { memory: 5 }\nlinks:\n  - a -- c\n  - a -- b: { loss: 5 }\nchecks:\n  - pong: { from: a, to: b }\n  - ping: { from: x, to: b }\nduraton: 5 s");
        mistakes.Select(m => m.Place.Line).ShouldBe([2, 3, 5, 6, 8, 9, 10]);
    }

    [Fact]
    public void A_variable_that_nobody_uses_cannot_be_set()
    {
        Weir.Lab.LabReading reading = LabText.Read("vars: { clients: 1 }\nnodes: { \"h[1..${clients}]\": {} }", [new("client", "3")]);
        reading.Mistakes.ShouldHaveSingleItem().Hint.ShouldBe("did you mean 'clients'?");
    }

    [Fact]
    public void No_text_makes_the_reader_throw()
    {
        var random = new Random(5);
        const string letters = "{}[]:,-&*#?|>!%@`\"'\n \tabn1.$~<";
        for (int round = 0; round < 3000; round++)
        {
            char[] text = LabText.Rich.ToCharArray();
            int cut = random.Next(text.Length);
            for (int i = 0; i < 1 + (round % 4); i++) { text[random.Next(text.Length)] = letters[random.Next(letters.Length)]; }
            Weir.Lab.LabReading reading = LabText.Read(new string(text, 0, round % 3 == 0 ? cut : text.Length));
            (reading.Plan is null).ShouldBe(reading.Mistakes.Count > 0);
        }
    }

    [Fact]
    public void A_file_made_to_be_large_is_refused_early()
    {
        string bomb = "x-a: &a [1,1,1,1,1,1,1,1,1,1]\n" + string.Concat(Enumerable.Range(1, 9).Select(i => $"x-{(char)('a' + i)}: &{(char)('a' + i)} [{string.Join(',', Enumerable.Repeat($"*{(char)('a' + i - 1)}", 10))}]\n"));
        LabText.Mistakes(bomb)[0].Message.ShouldContain("values");
        LabText.Mistakes("x: " + new string('[', 200))[0].Message.ShouldContain("inside each other");
        LabText.Mistakes("nodes: { \"h[1..999999999]\": {} }")[0].Message.ShouldContain("names");
        LabText.Mistakes("nodes: { \"a[1..9999]b[1..9999]\": {} }")[0].Message.ShouldContain("names");
    }
}
