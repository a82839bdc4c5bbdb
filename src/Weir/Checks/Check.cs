using Weir.Declaration;

namespace Weir.Checks;

/// <summary>A kind of check: what it may say, and how it looks.</summary>
/// <param name="form">What it may say.</param>
/// <param name="look">How it looks.</param>
/// <param name="acts">True when it sends something into the network.</param>
/// <param name="kernel">Says of which settings a kernel is needed; null for none.</param>
internal sealed class Check(KindForm form, Func<Settings, ICheckScene, CancellationToken, Task<CheckOutcome>> look, bool acts = false, Func<Settings, bool>? kernel = null) : ICheck
{
    /// <inheritdoc/>
    public KindForm Form => form;

    /// <inheritdoc/>
    public bool Acts => acts;

    /// <inheritdoc/>
    public bool WorksInMemory(Settings settings) => kernel is null || !kernel(settings);

    /// <inheritdoc/>
    public Task<CheckOutcome> LookAsync(Settings settings, ICheckScene scene, CancellationToken cancellation) => look(settings, scene, cancellation);
}
