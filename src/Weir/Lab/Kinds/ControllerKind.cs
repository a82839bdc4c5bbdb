using Weir.Declaration;
using Weir.Platform;

namespace Weir.Lab.Kinds;

/// <summary>An OpenFlow controller: the verb <c>controller</c> with what the file says as its options.</summary>
internal sealed class ControllerKind : IProgramKind
{
    // Options that are called otherwise, or said once for each value.
    private static readonly Dictionary<string, string> s_options = new(StringComparer.Ordinal) { ["flows"] = "flow", ["flow-file"] = "flows" };

    private ControllerKind()
    {
    }

    /// <summary>The only one.</summary>
    public static ControllerKind Instance { get; } = new();

    /// <inheritdoc/>
    public KindForm Form => ControllerForms.Controller;

    /// <inheritdoc/>
    public void Check(Settings settings, FormReader reader)
    {
        string app = settings.Text("app");
        Only("static", "flows", "flow-file");
        Only("l2-learning", "transparent", "hold-down", "ignore");
        Only("spanning", "probe-every");
        if (app == "static" && !settings.Has("flows") && !settings.Has("flow-file")) { reader.Mistakes.Add(settings.PlaceOf("app"), "the app static needs flows", "add flows: [\"in_port=4,actions=output:1\"]"); }
        foreach (string key in (string[])["idle-timeout", "hard-timeout"])
        {
            if (settings.DurationOrNull(key) is not { } time) { continue; }
            if (app is not ("l2-learning" or "spanning")) { reader.Mistakes.Add(settings.PlaceOf(key), $"'{key}' is for l2-learning and spanning, and the app is {app}", "remove it"); }
            if (time.TotalSeconds % 1 != 0 || time.TotalSeconds > ushort.MaxValue) { reader.Mistakes.Add(settings.PlaceOf(key), $"a flow's time is in whole seconds, {ushort.MaxValue} at most", "write 1 s or more"); }
        }

        foreach (string key in (string[])["certificate", "key", "ca"])
        {
            foreach (string needed in (string[])["certificate", "key"])
            {
                if (settings.Has(key) && !settings.Has(needed)) { reader.Mistakes.Add(settings.PlaceOf(key), $"'{key}' is for TLS, which needs '{needed}' of a controller", $"add {needed}: FILE"); }
            }
        }

        if (settings.TextOrNull("listen") is { } listen)
        {
            try
            {
                _ = ConnectionPlace.ParseListener(listen);
            }
            catch (WeirException wrong)
            {
                reader.Mistakes.Add(settings.PlaceOf("listen"), wrong.Message, "write :6653");
            }
        }

        void Only(string owner, params string[] keys)
        {
            if (app == owner) { return; }
            foreach (string key in keys.Where(settings.Has)) { reader.Mistakes.Add(settings.PlaceOf(key), $"'{key}' is for {owner}, and the app is {app}", "remove it"); }
        }
    }

    /// <inheritdoc/>
    public ProgramCommand Command(Settings settings)
    {
        var words = new List<string> { "controller", settings.Text("app") };
        foreach (KeyForm key in Form.Keys.Where(key => key.Name != "app" && settings.ValueOrNull(key.Name) is not (null or false)))
        {
            string option = $"--{s_options.GetValueOrDefault(key.Name, key.Name)}";
            switch (settings.ValueOrNull(key.Name))
            {
                case true:
                    words.Add(option);
                    break;
                case TimeSpan time:
                    words.AddRange([option, UnitText.Format(time)]);
                    break;
                case long number:
                    words.AddRange([option, number.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
                    break;
                default:
                    foreach (string text in settings.Texts(key.Name)) { words.AddRange([option, text]); }
                    break;
            }
        }

        return ProgramCommand.Verb(words);
    }

    /// <summary>The command line of the controller of this name: without <c>listen</c> it waits at the run's socket that is called like it.</summary>
    public ProgramCommand Command(string name, Settings settings) => settings.Has("listen") ? Command(settings) : new ProgramCommand([.. Command(settings).Arguments, "--socket", name]);
}
