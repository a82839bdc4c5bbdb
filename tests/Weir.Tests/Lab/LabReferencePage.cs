using System.Text;
using Weir.Cli;
using Weir.Declaration;
using Weir.Lab;

namespace Weir.Tests.Lab;

/// <summary>Writes the reference of lab files as Markdown, from the forms by which files are read.</summary>
internal static class LabReferencePage
{
    /// <summary>The whole page.</summary>
    public static string Text()
    {
        LabVocabulary words = Composition.Vocabulary;
        var page = new StringBuilder("""
            # The lab file

            This page is made of the forms by which `weir validate` checks files, so it cannot disagree with them. `weir schema` prints the same for editors. [Two sites](../examples/two-sites/README.md) is a complete file.

            **Names.** A node is called `[a-z][a-z0-9-]{0,30}`. Its interfaces are `eth0`, `eth1` ... in the order of its links, and `NODE-eth0` everywhere outside. A link is `a -- b`; a second one between the same two `a -- b (2)`.
            `h[1..3]`, `h[1..9..2]`, `leaf[a..d]` and `s[1..2]-p[1..2]` stand for several names wherever a name may stand; `h[1..0]` for none. In what such a thing says `{n}` is its index as it stands in the name, `{n2}` that of the second range,
            and `{n+1}`, `{n*2-1}`, `{n%4}` are numbers. In references `*` and `?` mean what exists. In `{ }` and `[ ]`, put names with brackets, braces or `*` in quotes.

            **Links.** `a[1..3] -- b` joins each with b, `a[1..3] -- b[1..3]` joins pairs, `a -- b -- c` is a chain.

            **Units.** `10 ms`, `20 Mbit/s`, `64 KiB`, `0.1 %`: a number without its unit is a mistake.

            **Variables.** `${name}` and `${name:=default}` are filled in; `$${` stays as `${` for a shell. `--set name=value` wins, then the environment's `WEIR_VAR_name`, then `vars`.

            **Addresses.** The A-th segment with switches has `10.A.0.0/16` and `fd00:77:A::/64`, its K-th interface the suffix K and the MAC address `02:77:A:A:K:K`. The P-th link without a switch has the P-th `/31` of `10.0.0.0/16`, and
            `fd00:77:0:P::/127`. In IPv6 and MAC addresses the numbers are hexadecimal. Routers have routes to every segment; hosts go out over the first router of their segment. All names stand in each node's hosts file.

            **In memory.** A lab whose nodes are all of the kinds `memory`, `memory-router` and `memory-bridge` is made of no kernel object and needs no right. It has a clock of its own, which begins at 1970-01-01 and runs as fast as the
            machine computes: ten seconds take milliseconds, and the same file and seed give the same bytes of every capture. A link that asks for no rate carries 1 Gbit/s there. Programs are the built-in kinds but `replay`; what
            needs a process or a kernel (`run`, `command`, `exec`, `cpu`, monitors ...) is a mistake. Without `duration` the run ends after an hour of its clock at the latest.

            Keys that begin with `x-` are for anchors and notes; nobody reads them.

            ## The file


            """);
        KindForm lab = LabForms.Of(words);
        Keys(page, lab);
        Section(page, "A node", "`nodes:` maps names to nodes. A node may say:", NodeForms.Node);
        Kinds(page, "kind of node", words.Nodes.Select(k => k.Form));
        Section(page, "A link", "`links:` is a list of `a -- b`, or `a -- b` with a map. Without `to` it holds both ways. A link may say:", LinkForms.Link);
        page.Append("## Topologies\n\n`topology:` maps a generator to its numbers, beside `nodes:`.\n\n");
        Kinds(page, "topology", TopologyForms.All);
        Section(page, "A program", "`programs:` maps names to programs. A program says `run` or `kind`, and:", ProgramForms.Program);
        Kinds(page, "kind of program", words.Programs.Select(k => k.Form));
        Section(page, "A controller", "`controllers:` maps names to OpenFlow controllers; a switch with `controller: NAME` connects to one. Events, checks and `after` know a controller as a program of its name. A bare value is its `app`. A controller says:", ControllerForms.Controller);
        Section(page, "How a controller runs", "Beside that it may say, as programs do:", ControllerForms.Running);
        Section(page, "A capture", "`captures:` is a list of places, or of maps that say:", ItemForms.Capture);
        Section(page, "A monitor", "`monitors:` maps names to monitors, which listen from before the first frame and keep tables that checks can ask while the lab runs. A monitor says `kind`, and:", ItemForms.Monitor);
        Kinds(page, "kind of monitor", words.Monitors.Select(k => k.Form));
        Section(page, "An event", "`events:` is a list. An event says one kind below, and:", ItemForms.Event);
        Kinds(page, "kind of event", words.Events.Select(k => k.Form));
        Section(page, "A check", "`checks:` is a list. A check says one kind below, and one of within, always, never and at. Without, a kind that acts is looked at when all programs are ready, and one that looks, at the end. A check may say:", ItemForms.Check);
        Kinds(page, "kind of check", words.Checks.Select(k => k.Form));
        return page.ToString().TrimEnd('\n') + "\n";
    }

    private static void Section(StringBuilder page, string title, string text, KindForm form)
    {
        page.Append($"## {title}\n\n{text}\n\n");
        Keys(page, form);
        foreach (KindForm nested in Nested(form).DistinctBy(f => f.Name).Where(f => f.Name != "direction" && f.Name != "link"))
        {
            page.Append($"`{nested.Name}`: {Lower(nested.Summary)}.\n\n");
            Keys(page, nested);
        }
    }

    private static void Kinds(StringBuilder page, string what, IEnumerable<KindForm> kinds)
    {
        foreach (KindForm kind in kinds)
        {
            page.Append($"### {what} `{kind.Name}`\n\n{kind.Summary}.");
            if (kind.Shorthand is { } shorthand) { page.Append($" A bare value is its `{shorthand}`."); }
            page.Append("\n\n");
            if (kind.Keys.Count > 0) { Keys(page, kind); }
        }
    }

    private static void Keys(StringBuilder page, KindForm form)
    {
        page.Append("| key | value | default | meaning |\n|---|---|---|---|\n");
        foreach (KeyForm key in form.Keys)
        {
            string standard = key.Required ? "needed" : key.Default is { } text ? $"`{text}`" : "";
            page.Append($"| `{key.Name}` | {Cell(key.Form.Description)} | {standard} | {Cell(key.Summary)} |\n");
        }

        if (form.AtLeastOne.Count > 0) { page.Append($"\nOne of {string.Join(", ", form.AtLeastOne.Select(k => $"`{k}`"))} is needed.\n"); }
        page.Append('\n');
    }

    private static IEnumerable<KindForm> Nested(KindForm form) => form.Keys.Select(k => k.Form is ListForm list ? list.Item : k.Form).OfType<NestedForm>().Select(n => n.Form);

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..];
}
