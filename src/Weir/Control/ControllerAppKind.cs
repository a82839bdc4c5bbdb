namespace Weir.Control;

/// <summary>One app of the registry.</summary>
/// <param name="Name">Its name on the command line and in lab files; <c>app</c> is written with its file, <c>app:FILE</c>.</param>
/// <param name="Summary">What it does, in a few words.</param>
/// <param name="Create">Makes it; a mistake in its settings is a <see cref="WeirException"/>.</param>
internal sealed record ControllerAppKind(string Name, string Summary, Func<ControllerAppSettings, ControllerApp> Create);
