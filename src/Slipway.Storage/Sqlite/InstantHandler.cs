using System.Data;
using Dapper;

namespace Slipway.Storage.Sqlite;

/// <summary>
/// Stores points in time as INTEGER: milliseconds since 1970 UTC, so that they compare and sort in SQL.
/// </summary>
internal sealed class InstantHandler : SqlMapper.TypeHandler<DateTimeOffset>
{
    public override DateTimeOffset Parse(object value) => DateTimeOffset.FromUnixTimeMilliseconds((long)value);

    public override void SetValue(IDbDataParameter parameter, DateTimeOffset value)
    {
        parameter.DbType = DbType.Int64;
        parameter.Value = value.ToUnixTimeMilliseconds();
    }
}
