namespace Weir;

/// <summary>Keeps tables that change while others read them. Several threads may change tables; each change waits for the one before.</summary>
public interface ITableStore
{
    /// <summary>Runs <paramref name="change"/>, which may use the sink during the call only. Who reads sees all of it or nothing.</summary>
    /// <exception cref="WeirException">The rows cannot be kept; nothing of the change was.</exception>
    void Change(Action<ITableSink> change);
}
