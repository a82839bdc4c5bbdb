using Weir.Control.Apps;

namespace Weir.Control;

/// <summary>The registry of controller apps: one file and one line each.</summary>
internal static class ControllerApps
{
    private const string FromFile = "app";

    /// <summary>All apps, in the order of help.</summary>
    public static IReadOnlyList<ControllerAppKind> All { get; } =
    [
        new("l2-learning", "learns where hosts are and installs exact flows, as POX's forwarding.l2_learning does", settings => new L2LearningApp(settings)),
        new("hub", "one flow that floods everything", _ => new HubApp()),
        new("static", "only the flows of a file", settings => new StaticApp(settings)),
        new("spanning", "finds the links between switches, and learns and floods along a tree, so that loops do no harm", settings => new SpanningApp(settings)),
        new(FromFile, "a C# file with a class that derives from ControllerApp, compiled at the start", AppCompiler.Create),
    ];

    /// <summary>Makes the app that <paramref name="text"/> names: one of the registry, or <c>app:FILE</c>.</summary>
    /// <exception cref="WeirException">There is none of that name, or its settings are wrong.</exception>
    public static ControllerApp Create(string text, ControllerAppSettings settings)
    {
        int at = text.IndexOf(':', StringComparison.Ordinal);
        string name = at < 0 ? text : text[..at];
        if (at >= 0 && name != FromFile) { throw new WeirException($"{text}: only app:FILE has a file in its name"); }
        ControllerAppKind? kind = All.FirstOrDefault(one => one.Name == name);
        if (kind is null)
        {
            string near = Suggestion.Nearest(name, All.Select(one => one.Name)) is { } word ? $"; did you mean {word}?" : "";
            throw new WeirException($"{name}: no controller app{near} (there are {string.Join(", ", All.Select(one => one.Name == FromFile ? "app:FILE" : one.Name))})");
        }

        return kind.Create(at < 0 ? settings : settings with { File = text[(at + 1)..] });
    }
}
